#include "shared/model/cloudevent.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/model/enum_names.hpp"
#include "shared/model/event_fields.hpp"
#include "shared/model/json_fields.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::model {
namespace {

template <class T>
struct event_type;  // name of the type within "io.mailsonde.<name>.v1"

// clang-format off
template <> struct event_type<mail_scheduled> { static constexpr auto name = "mail.scheduled"; };
template <> struct event_type<mail_sent> { static constexpr auto name = "mail.sent"; };
template <> struct event_type<mail_deferred> { static constexpr auto name = "mail.deferred"; };
template <> struct event_type<mail_send_failed> { static constexpr auto name = "mail.send_failed"; };
template <> struct event_type<mail_send_unknown> { static constexpr auto name = "mail.send_unknown"; };
template <> struct event_type<mail_gap> { static constexpr auto name = "mail.gap"; };
template <> struct event_type<mail_result> { static constexpr auto name = "result"; };
template <> struct event_type<mail_late> { static constexpr auto name = "late"; };
template <> struct event_type<alert> { static constexpr auto name = "alert"; };

// clang-format on

template <class T>
std::string type_name() {
    return std::string("io.mailsonde.") + event_type<T>::name + ".v1";
}

/// What differs between the events: id, subject, key, time.
struct envelope {
    std::string id;
    std::string subject;
    std::string key;
    instant time;
    std::string mail_id;  ///< "" if the event isn't about one mail
};

envelope about(mail_ref const& mail, std::string_view kind, instant time, std::int64_t n = 1) {
    return {
        mail.mail_id + "/" + std::string(kind) + "/" + std::to_string(n),
        mail.probe,
        mail.mailbox,
        time,
        mail.mail_id
    };
}

envelope envelope_of(mail_scheduled const& e) {
    return about(e.mail, "scheduled", e.mail.slot);
}

envelope envelope_of(mail_sent const& e) {
    return about(e.mail, "sent", e.accepted_at);
}

envelope envelope_of(mail_deferred const& e) {
    return about(e.mail, "deferred", e.at, e.smtp.attempts);
}

envelope envelope_of(mail_send_failed const& e) {
    return about(e.mail, "send_failed", e.at);
}

envelope envelope_of(mail_send_unknown const& e) {
    return about(e.mail, "send_unknown", e.at);
}

envelope envelope_of(mail_result const& e) {
    return about(e.mail, "result", e.at);
}

envelope envelope_of(mail_late const& e) {
    return about(e.mail, "late", e.at);
}

envelope envelope_of(mail_gap const& e) {
    auto const slot = std::to_string(e.from_slot.time_since_epoch().count());
    return {
        e.probe + "/" + e.mailbox + "/gap/" + slot, e.probe, e.mailbox, e.to_slot, std::string()
    };
}

envelope envelope_of(alert const& e) {
    auto const n = std::to_string(e.count);
    return {
        e.alert_id + "/" + std::string(to_text(e.phase)) + "/" + n,
        e.probe.empty() ? e.mailbox : e.probe,
        e.key,
        e.at,
        std::string()
    };
}

/// The trace of a test mail is known from its id alone, so a restart goes on with it.
std::string trace_of(envelope const& of) {
    if (of.mail_id.empty()) {
        return {};
    }
    auto trace_id = of.mail_id;
    std::erase(trace_id, '-');
    return "00-" + trace_id + "-" + to_hex(sha256(of.id).substr(0, 8)) + "-01";
}

/// CloudEvents attribute names and where they live in the struct, for both directions.
constexpr std::array<std::pair<std::string_view, std::string cloudevent::*>, 7> attributes{
    {{"id", &cloudevent::id},
     {"source", &cloudevent::source},
     {"type", &cloudevent::type},
     {"subject", &cloudevent::subject},
     {"dataschema", &cloudevent::dataschema},
     {"partitionkey", &cloudevent::partitionkey},
     {"traceparent", &cloudevent::traceparent}}
};

template <std::size_t Index = 0>
result<event> decode_as(cloudevent const& in) {
    if constexpr (Index == std::variant_size_v<event>) {
        return fail(model_errc::unknown_event, sanitised(in.type, 100));
    } else {
        using candidate = std::variant_alternative_t<Index, event>;
        if (in.type != type_name<candidate>()) {
            return decode_as<Index + 1>(in);
        }
        auto decoded = decode_json<candidate>(in.data);
        if (!decoded) {
            return decoded.error();
        }
        return event(*std::move(decoded));
    }
}

template <std::size_t... Index>
std::vector<std::string> all_types(std::index_sequence<Index...> /*tag*/) {
    return {type_name<std::variant_alternative_t<Index, event>>()...};
}

}  // namespace

cloudevent to_cloudevent(event const& what, std::string_view instance, std::string_view service) {
    return std::visit(
        [&](auto const& one) {
            using type = std::remove_cvref_t<decltype(one)>;
            auto const envelope = envelope_of(one);
            cloudevent out;
            out.id = envelope.id;
            out.source = "/mailsonde/" + std::string(instance) + "/" + std::string(service);
            out.type = type_name<type>();
            out.subject = envelope.subject;
            out.time = envelope.time;
            out.dataschema = "urn:mailsonde:schema:" + std::string(event_type<type>::name) + ":v1";
            out.partitionkey = envelope.key;
            out.traceparent = trace_of(envelope);
            out.data = encode_json(one);
            return out;
        },
        what
    );
}

result<event> from_cloudevent(cloudevent const& in) {
    return decode_as(in);
}

event_headers to_headers(cloudevent const& in) {
    event_headers out{{"content-type", "application/json"}, {"ce_specversion", "1.0"}};
    for (auto const& [name, member] : attributes) {
        if (!(in.*member).empty()) {
            out.emplace_back("ce_" + std::string(name), in.*member);
        }
    }
    if (!in.traceparent.empty()) {
        // Tracing libraries look here and know nothing of CloudEvents; its distributed tracing
        // extension wants the same value in both places. Reading takes the attribute.
        out.emplace_back("traceparent", in.traceparent);
    }
    out.emplace_back("ce_time", to_rfc3339(in.time));
    return out;
}

result<cloudevent> from_headers(event_headers const& headers, std::string_view data) {
    auto const find = [&](std::string_view name) -> std::string_view {
        auto const at = std::find_if(headers.begin(), headers.end(), [&](auto const& header) {
            return header.first == name;
        });
        return at == headers.end() ? std::string_view() : std::string_view(at->second);
    };
    cloudevent out;
    for (auto const& [name, member] : attributes) {
        out.*member = std::string(find("ce_" + std::string(name)));
    }
    auto const time = from_rfc3339(find("ce_time"));
    if (find("ce_specversion") != "1.0" || out.id.empty() || out.source.empty() ||
        out.type.empty() || !time) {
        return fail(
            model_errc::malformed_event, "ce_specversion 1.0, ce_id, ce_source, ce_type, ce_time"
        );
    }
    out.time = *time;
    out.data = std::string(data);
    return out;
}

std::string to_structured_json(cloudevent const& in) {
    auto out = nlohmann::ordered_json{{"specversion", "1.0"}};
    for (auto const& [name, member] : attributes) {
        if (!(in.*member).empty()) {
            out[std::string(name)] = in.*member;
        }
    }
    out["time"] = to_rfc3339(in.time);
    out["datacontenttype"] = "application/json";
    auto data = nlohmann::ordered_json::parse(in.data, nullptr, false);
    out["data"] = data.is_discarded() ? nlohmann::ordered_json(in.data) : std::move(data);
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<std::string> event_types() {
    return all_types(std::make_index_sequence<std::variant_size_v<event>>());
}

}  // namespace mailsonde::model
