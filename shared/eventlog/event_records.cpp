#include "shared/eventlog/event_records.hpp"

#include "shared/model/asyncapi.hpp"
#include "shared/model/cloudevent.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace mailsonde::eventlog {
namespace {

std::string const& topic_of(model::event const& what, model::topics const& topics) {
    return std::visit(
        [&](auto const& one) -> std::string const& {
            using type = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<type, model::alert>) {
                return topics.alert;
            } else if constexpr (std::is_same_v<type, model::mail_result> ||
                                 std::is_same_v<type, model::mail_late>) {
                return topics.result;
            } else {
                return topics.mail;
            }
        },
        what
    );
}

}  // namespace

record to_record(model::event const& what, event_origin const& origin) {
    auto event = model::to_cloudevent(what, origin.instance, origin.service);
    record out;
    out.topic = topic_of(what, origin.topics);
    out.partition = model::partition_of(event.partitionkey);
    out.headers = model::to_headers(event);
    out.key = std::move(event.partitionkey);
    out.value = std::move(event.data);
    return out;
}

result<model::event> event_of(stored_record const& record) {
    auto const envelope =
        model::from_headers(record.data.headers, record.data.value.value_or(std::string()));
    if (!envelope) {
        return envelope.error();
    }
    return model::from_cloudevent(*envelope);
}

record state_record(
    std::string topic, std::string_view owner, std::string key, std::optional<std::string> value
) {
    record out;
    out.topic = std::move(topic);
    out.partition = model::partition_of(owner);
    out.key = std::move(key);
    out.value = std::move(value);
    return out;
}

std::vector<topic_options> topic_plan(model::topics const& topics) {
    std::vector<topic_options> out;
    for (auto& one : model::describe_topics(topics.prefix)) {
        out.push_back(
            {.name = std::move(one.name),
             .partitions = one.partitions,
             .compacted = one.compacted,
             .retention = one.retention,
             .settings = std::move(one.settings)}
        );
    }
    return out;
}

}  // namespace mailsonde::eventlog
