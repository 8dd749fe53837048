#pragma once

#include "shared/core/result.hpp"
#include "shared/eventlog/kafka_handles.hpp"
#include "shared/eventlog/kafka_settings.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace mailsonde::eventlog::kafka {

/// What the error of a call means here: unreachable, denied, busy, full, unknown_topic, io_failed.
[[nodiscard]] failure failure_of(rd_kafka_resp_err_t code, std::string const& reason);

/// "host:port/1: Connect failed: …", of an error object; empty if there is none.
[[nodiscard]] std::string text_of(rd_kafka_error_t const* error);

/// One client of librdkafka: how all of ours are made, and what it reports besides its answers.
///
/// Reports come with rd_kafka_poll or rd_kafka_consumer_poll, on the thread that calls them.
class client {
public:
    using rebalance_handler =
        std::function<void(rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*)>;

    /// @param rebalanced  only for consumers of a group; must call rd_kafka_assign
    /// @errors invalid_options
    static result<std::unique_ptr<client>> make(
        rd_kafka_type_t type,
        kafka_options const& options,
        settings const& further,
        rebalance_handler rebalanced = {}
    );

    client(client const&) = delete;
    client& operator=(client const&) = delete;
    ~client();

    [[nodiscard]] rd_kafka_t* get() const { return handle_.get(); }

    /// What made all brokers unreachable, or what they denied, since the last call.
    [[nodiscard]] std::optional<failure> take_trouble();

    /// Whether a connection broke since the last call.
    [[nodiscard]] bool take_disturbed();

private:
    client(kafka_security security, rebalance_handler rebalanced)
        : security_(std::move(security)), rebalanced_(std::move(rebalanced)) {}

    /// What broke a connection, with what to do about it.
    [[nodiscard]] failure explained(rd_kafka_resp_err_t code, std::string const& text);

    static void on_error(rd_kafka_t* of, int code, char const* reason, void* self);
    static void on_log(rd_kafka_t const* of, int level, char const* part, char const* text);
    static int on_certificate(
        rd_kafka_t* of,
        char const* broker,
        std::int32_t number,
        int* error,
        int depth,
        char const* certificate,
        std::size_t size,
        char* reason,
        std::size_t reason_size,
        void* self
    );
    static void on_rebalance(
        rd_kafka_t* of,
        rd_kafka_resp_err_t code,
        rd_kafka_topic_partition_list_t* partitions,
        void* self
    );

    /// What librdkafka says only on threads of its own.
    struct hearsay {
        std::mutex mutex;
        std::string connection;  ///< why the last one broke
        int certificate = 0;     ///< why the last one was not trusted, X509_V_ERR_…
    };

    kafka_security security_;
    rebalance_handler rebalanced_;
    std::optional<failure> trouble_;
    hearsay heard_;
    bool disturbed_ = false;
    client_handle handle_;
};

}  // namespace mailsonde::eventlog::kafka
