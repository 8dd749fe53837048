#pragma once

#include "shared/eventlog/kafka_client.hpp"

#include <memory>
#include <string>

namespace mailsonde::eventlog::kafka {

/// Reads partitions from an offset to their end, outside of any group.
class reader {
public:
    explicit reader(kafka_options options) : options_(std::move(options)) {}

    /// What was committed below the end that the partition has now. The end counts what is not yet
    /// committed, too: to stop where committed records end for the moment would leave out a
    /// transaction of a former owner that is being brought to its end.
    /// @errors busy: an open transaction lies before the end; unreachable, denied, unknown_topic,
    ///         io_failed
    [[nodiscard]] result<restored> read(std::string const& topic, int partition, offset from);

private:
    result<void> connect();
    result<offset> end_of(std::string const& topic, int partition);
    result<restored> read_to(std::string const& topic, int partition, offset from, offset end);

    kafka_options options_;
    std::unique_ptr<client> committed_;
    std::unique_ptr<client> all_;  ///< asks for ends, which its isolation level decides
};

}  // namespace mailsonde::eventlog::kafka
