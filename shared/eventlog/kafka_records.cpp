#include "shared/eventlog/kafka_records.hpp"

#include <array>

namespace mailsonde::eventlog::kafka {
namespace {

std::optional<std::string> octets(void const* data, std::size_t size) {
    if (data == nullptr) {
        return std::nullopt;
    }
    return std::string(static_cast<char const*>(data), size);
}

headers headers_of(rd_kafka_message_t const& message) {
    headers out;
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(&message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return out;
    }
    out.reserve(rd_kafka_header_cnt(list));
    char const* name = nullptr;
    void const* value = nullptr;
    std::size_t size = 0;
    while (rd_kafka_header_get_all(list, out.size(), &name, &value, &size) ==
           RD_KAFKA_RESP_ERR_NO_ERROR) {
        // Others may write a header without value, which we never do: the same as an empty one.
        out.emplace_back(name, octets(value, size).value_or(""));
    }
    return out;
}

headers_handle headers_from(record const& one) {
    headers_handle out(rd_kafka_headers_new(one.headers.size()));
    for (auto const& [name, value] : one.headers) {
        rd_kafka_header_add(
            out.get(),
            name.data(),
            static_cast<ssize_t>(name.size()),
            value.data(),
            static_cast<ssize_t>(value.size())
        );
    }
    return out;
}

rd_kafka_vu_t memory(rd_kafka_vtype_t type, std::optional<std::string> const& octets) {
    rd_kafka_vu_t out{};
    out.vtype = type;
    // A pointer to nothing is an empty value, none at all is null.
    out.u.mem.ptr = octets ? const_cast<char*>(octets->data()) : nullptr;
    out.u.mem.size = octets ? octets->size() : 0;
    return out;
}

}  // namespace

stored_record record_of(rd_kafka_message_t const& message) {
    rd_kafka_timestamp_type_t kind{};
    auto const time = rd_kafka_message_timestamp(&message, &kind);
    return {
        .offset = message.offset,
        .timestamp = instant(milliseconds(time)),
        .data =
            {.topic = rd_kafka_topic_name(message.rkt),
             .partition = message.partition,
             .key = octets(message.key, message.key_len),
             .headers = headers_of(message),
             .value = octets(message.payload, message.len)}
    };
}

error_handle produce(rd_kafka_t& by, record const& one) {
    auto headers = headers_from(one);
    rd_kafka_vu_t topic{};
    topic.vtype = RD_KAFKA_VTYPE_TOPIC;
    topic.u.cstr = one.topic.c_str();
    rd_kafka_vu_t partition{};
    partition.vtype = RD_KAFKA_VTYPE_PARTITION;
    partition.u.i32 = one.partition;
    rd_kafka_vu_t flags{};
    flags.vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    flags.u.i = RD_KAFKA_MSG_F_COPY;
    rd_kafka_vu_t names{};
    names.vtype = RD_KAFKA_VTYPE_HEADERS;
    names.u.headers = headers.get();
    std::array const all{
        topic,
        partition,
        memory(RD_KAFKA_VTYPE_KEY, one.key),
        memory(RD_KAFKA_VTYPE_VALUE, one.value),
        flags,
        names
    };
    error_handle error(rd_kafka_produceva(&by, all.data(), all.size()));
    if (!error) {
        // NOLINTNEXTLINE(bugprone-unused-return-value): the message has them now
        static_cast<void>(headers.release());
    }
    return error;
}

}  // namespace mailsonde::eventlog::kafka
