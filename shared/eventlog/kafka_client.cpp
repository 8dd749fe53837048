#include "shared/eventlog/kafka_client.hpp"

#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_advice.hpp"

#include <array>
#include <string_view>

namespace mailsonde::eventlog::kafka {
namespace {

constexpr std::size_t longest_reason = 400;

/// librdkafka doesn't say which of its values it means when it refuses one.
result<void> put(rd_kafka_conf_t& conf, std::string const& name, std::string const& value) {
    std::array<char, 512> reason{};
    auto const done =
        rd_kafka_conf_set(&conf, name.c_str(), value.c_str(), reason.data(), reason.size());
    if (done != RD_KAFKA_CONF_OK) {
        return fail(eventlog_errc::invalid_options, sanitised(reason.data(), longest_reason));
    }
    return {};
}

/// librdkafka says how often it didn't say the same; then no two are equal.
std::string without_count(std::string text) {
    constexpr std::string_view words = " identical error(s) suppressed";
    if (auto const to = text.find(words); to != std::string::npos) {
        auto const from = text.rfind(", ", to);
        if (from != std::string::npos) {
            text.erase(from, to + words.size() - from);
        }
    }
    return text;
}

eventlog_errc meaning_of(rd_kafka_resp_err_t code) {
    switch (code) {
        case RD_KAFKA_RESP_ERR__TRANSPORT:
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        case RD_KAFKA_RESP_ERR__RESOLVE:
        case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
            return eventlog_errc::unreachable;
        case RD_KAFKA_RESP_ERR__SSL:
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return eventlog_errc::denied;
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
        case RD_KAFKA_RESP_ERR__PARTIAL:  // some brokers did not answer
        case RD_KAFKA_RESP_ERR__WAIT_COORD:
        case RD_KAFKA_RESP_ERR__WAIT_CACHE:
        case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
        case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
        case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
        case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_CONTROLLER:
        case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
        case RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED:
        case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
        case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
        case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
        case RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS:  // brokers still end the one before
            return eventlog_errc::busy;
        case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
            return eventlog_errc::full;
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            return eventlog_errc::unknown_topic;
        default:
            return eventlog_errc::io_failed;
    }
}

}  // namespace

failure failure_of(rd_kafka_resp_err_t code, std::string const& reason) {
    auto const text = reason.empty() ? std::string(rd_kafka_err2str(code)) : reason;
    return fail(meaning_of(code), sanitised(text, longest_reason));
}

std::string text_of(rd_kafka_error_t const* error) {
    return error == nullptr ? "" : sanitised(rd_kafka_error_string(error), longest_reason);
}

result<std::unique_ptr<client>> client::make(
    rd_kafka_type_t type,
    kafka_options const& options,
    settings const& further,
    rebalance_handler rebalanced
) {
    if (auto why = why_unable(options.security, this_library()); !why.empty()) {
        return fail(eventlog_errc::invalid_options, std::move(why));
    }
    auto made = std::unique_ptr<client>(new client(options.security, std::move(rebalanced)));
    conf_handle conf(rd_kafka_conf_new());
    for (auto const& part :
         {common_settings(options), security_settings(options.security), further}) {
        for (auto const& [name, value] : part) {
            if (auto const done = put(*conf, name, value); !done) {
                return done.error();
            }
        }
    }
    rd_kafka_conf_set_opaque(conf.get(), made.get());
    rd_kafka_conf_set_error_cb(conf.get(), on_error);
    rd_kafka_conf_set_log_cb(conf.get(), on_log);
    if (options.security.tls) {
        rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), on_certificate);
    }
    if (made->rebalanced_) {
        rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
    }
    std::array<char, 512> reason{};
    auto* const handle = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
    if (handle == nullptr) {
        return fail(eventlog_errc::invalid_options, sanitised(reason.data(), longest_reason));
    }
    // NOLINTNEXTLINE(bugprone-unused-return-value): the client has it now
    static_cast<void>(conf.release());
    made->handle_.reset(handle);
    if (type == RD_KAFKA_CONSUMER) {
        rd_kafka_poll_set_consumer(handle);  // one queue for records and reports
    }
    return made;
}

client::~client() {
    if (!handle_) {
        return;  // librdkafka refused to make it
    }
    // A consumer that is to leave its group has been closed before: here nobody waits for a broker.
    rd_kafka_destroy_flags(handle_.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

std::optional<failure> client::take_trouble() {
    return std::exchange(trouble_, std::nullopt);
}

bool client::take_disturbed() {
    return std::exchange(disturbed_, false);
}

void client::on_error(rd_kafka_t* of, int code, char const* reason, void* self) {
    auto& me = *static_cast<client*>(self);
    auto why = static_cast<rd_kafka_resp_err_t>(code);
    std::string text = reason == nullptr ? "" : reason;
    if (why == RD_KAFKA_RESP_ERR__FATAL) {
        std::array<char, 512> fatal{};
        why = rd_kafka_fatal_error(of, fatal.data(), fatal.size());
        text = fatal.data();
    }
    auto found = me.explained(why, text);
    auto const is_one =
        why != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN &&
        (found.code == eventlog_errc::unreachable || found.code == eventlog_errc::busy);
    if (is_one) {
        me.disturbed_ = true;  // the others may be enough
    } else {
        me.trouble_ = std::move(found);
    }
}

failure client::explained(rd_kafka_resp_err_t code, std::string const& text) {
    std::scoped_lock const lock(heard_.mutex);
    // That all are down says only how many.
    auto const is_sum = code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    auto const words =
        without_count(is_sum && !heard_.connection.empty() ? heard_.connection : text);
    connection_error const error{code, words, heard_.certificate};
    auto out = failure_of(cause_of(error), words);
    out.detail += advice_on(error, security_, this_library());
    return out;
}

void client::on_log(rd_kafka_t const* of, int /*level*/, char const* part, char const* text) {
    // What matters comes as an error, too, except why some connections broke. By default it would
    // go to the standard error output.
    auto* const self = of == nullptr ? nullptr : rd_kafka_opaque(of);
    if (self == nullptr || std::string_view(part) != "FAIL") {
        return;
    }
    std::string_view words(text);
    constexpr std::string_view thread_ends = "]: ";
    if (auto const end = words.find(thread_ends);
        words.starts_with("[thrd:") && end != words.npos) {
        words.remove_prefix(end + thread_ends.size());
    }
    auto& heard = static_cast<client*>(self)->heard_;
    std::scoped_lock const lock(heard.mutex);
    heard.connection = words;
}

int client::on_certificate(
    rd_kafka_t* /*of*/,
    char const* /*broker*/,
    std::int32_t /*number*/,
    int* error,
    int /*depth*/,
    char const* /*certificate*/,
    std::size_t /*size*/,
    char* reason,
    std::size_t reason_size,
    void* self
) {
    // OpenSSL has judged already, and this must not change it: errors tell only that it refused.
    if (*error == 0) {
        return 1;
    }
    auto& heard = static_cast<client*>(self)->heard_;
    std::scoped_lock const lock(heard.mutex);
    heard.certificate = *error;
    if (reason_size > 0) {
        *reason = '\0';  // for a log that nobody reads
    }
    return 0;
}

void client::on_rebalance(
    rd_kafka_t* /*of*/,
    rd_kafka_resp_err_t code,
    rd_kafka_topic_partition_list_t* partitions,
    void* self
) {
    static_cast<client*>(self)->rebalanced_(code, partitions);
}

}  // namespace mailsonde::eventlog::kafka
