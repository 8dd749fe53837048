#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the services tell each other and the world. One struct per event type; events.cpp holds the
/// one codec and shared/model/schemas/ the JSON Schema of each. Within v1 fields are only added.
namespace mailsonde::model {

using labels = std::map<std::string, std::string>;

/// Which test mail an event is about. One test mail goes to one mailbox.
struct mail_ref {
    std::string mail_id;
    std::string probe;
    std::string mailbox;
    instant slot;  ///< planned send time

    friend bool operator==(mail_ref const&, mail_ref const&) = default;
};

/// Why a test mail could not be handed over.
enum class send_failure : std::uint8_t {
    temporary,       ///< 4xx until the send window ended
    permanent,       ///< 5xx
    connection,      ///< could not connect, or the connection broke
    tls,             ///< no TLS, or not with the right server
    authentication,  ///< the login was refused
    internal,        ///< our own fault: the mail could not be composed
};

/// The last SMTP exchange about a test mail.
struct smtp_exchange {
    std::string phase;     ///< where it ended: "smtp.rcpt", "smtp.data_end", …
    int code = 0;          ///< reply code (RFC 5321 section 4.2); 0 if no reply came
    std::string enhanced;  ///< enhanced status code (RFC 3463), "" if none
    std::string text;      ///< the server's words, sanitised
    std::string queue_id;  ///< "" if the server named none
    int attempts = 0;      ///< transactions tried for this mail
    std::map<std::string, milliseconds> phases;  ///< duration by phase of the last attempt

    friend bool operator==(smtp_exchange const&, smtp_exchange const&) = default;
};

enum class expected_place : std::uint8_t { inbox, junk, folder, nothing };

/// All that the checker needs to judge a test mail, so that it needs no other source than the
/// event.
struct judging {
    milliseconds grace{0};
    instant deadline_at;      ///< not seen until here: missing
    instant undetermined_at;  ///< not readable until here: undetermined
    milliseconds warn{0};
    milliseconds crit{0};
    expected_place expect = expected_place::inbox;
    std::string expect_folder;  ///< with expected_place::folder
    model::labels labels;

    friend bool operator==(judging const&, judging const&) = default;
};

/// The intent: committed before the first SMTP octet.
struct mail_scheduled {
    mail_ref mail;
    std::string token;
    std::string recipient;
    std::string route;
    instant send_by;

    friend bool operator==(mail_scheduled const&, mail_scheduled const&) = default;
};

/// The relay took responsibility (250 after the data).
struct mail_sent {
    mail_ref mail;
    std::string token;
    std::string recipient;
    std::string route;
    std::string message_id;
    instant accepted_at;
    smtp_exchange smtp;
    model::judging judging;

    friend bool operator==(mail_sent const&, mail_sent const&) = default;
};

/// Not taken yet, will be tried again: greylisting is a state, not a loss.
struct mail_deferred {
    mail_ref mail;
    instant at;
    instant retry_at;
    send_failure why = send_failure::temporary;
    std::string detail;
    smtp_exchange smtp;

    friend bool operator==(mail_deferred const&, mail_deferred const&) = default;
};

struct mail_send_failed {
    mail_ref mail;
    instant at;
    std::string route;
    send_failure why = send_failure::permanent;
    std::string detail;
    smtp_exchange smtp;
    model::labels labels;

    friend bool operator==(mail_send_failed const&, mail_send_failed const&) = default;
};

/// Nobody knows whether the relay has it: the connection broke after the data, or we were down.
/// May be found, can't become missing.
struct mail_send_unknown {
    mail_ref mail;
    std::string token;
    std::string recipient;
    std::string route;
    instant at;
    std::string detail;
    model::judging judging;

    friend bool operator==(mail_send_unknown const&, mail_send_unknown const&) = default;
};

enum class gap_reason : std::uint8_t {
    not_running,  ///< no sender owned the probe in time
    backlog,      ///< too many of its mails are still waiting for the relay
};

/// Slots for which no mail was sent.
struct mail_gap {
    std::string probe;
    std::string mailbox;
    instant from_slot;
    instant to_slot;  ///< inclusive
    std::int64_t slots = 0;
    gap_reason reason = gap_reason::not_running;

    friend bool operator==(mail_gap const&, mail_gap const&) = default;
};

enum class outcome : std::uint8_t {
    delivered,     ///< seen where it was expected
    junk,          ///< seen in the junk folder, unexpectedly
    misplaced,     ///< seen elsewhere than expected
    missing,       ///< a complete look begun after the deadline did not find it
    undetermined,  ///< could not be judged: the mailbox can't be read, or the sending is unknown
};

/// Where the delay comes from.
enum class delay_basis : std::uint8_t {
    sighting,     ///< between our acceptance and our first sight of it, by our own clock
    server_date,  ///< the server's arrival time, which lies within what we saw ourselves
};

struct sighting {
    std::string folder;
    bool junk = false;
    std::int64_t uid = 0;
    instant seen_at;
    std::optional<instant> server_date;  ///< SAVEDATE or INTERNALDATE
    milliseconds delay{0};
    milliseconds delay_at_least{0};  ///< begin of the last look that did not see it
    milliseconds delay_at_most{0};   ///< sight
    delay_basis basis = delay_basis::sighting;

    friend bool operator==(sighting const&, sighting const&) = default;
};

/// The one final outcome of a test mail for one mailbox.
struct mail_result {
    mail_ref mail;
    instant at;
    model::outcome outcome = model::outcome::undetermined;
    bool as_expected = false;
    std::optional<model::sighting> found;
    int copies = 0;
    std::int64_t looks = 0;
    std::optional<instant> last_complete_look;  ///< begin of the last complete look
    instant accepted_at;
    instant deadline_at;
    std::string evidence;  ///< one sentence for people
    model::labels labels;

    friend bool operator==(mail_result const&, mail_result const&) = default;
};

/// A mail that was called missing came after all.
struct mail_late {
    mail_ref mail;
    instant at;
    sighting found;
    model::labels labels;

    friend bool operator==(mail_late const&, mail_late const&) = default;
};

enum class rule : std::uint8_t { delay, missing, refused, misplaced, access };
enum class severity : std::uint8_t { warning, critical };
enum class alert_phase : std::uint8_t { opened, updated, closed };

struct alert {
    std::string key;       ///< "<probe>/<mailbox>/<rule>", or "<mailbox>/access"
    std::string alert_id;  ///< one per opening
    alert_phase phase = alert_phase::opened;
    model::rule rule = rule::missing;
    model::severity severity = severity::critical;
    instant since;
    instant at;
    std::int64_t count = 0;  ///< findings since it was opened
    std::string probe;       ///< "" for access
    std::string mailbox;
    std::string summary;                ///< one sentence for people
    std::vector<std::string> evidence;  ///< mail ids, the newest 10
    model::labels labels;

    friend bool operator==(alert const&, alert const&) = default;
};

using event = std::variant<
    mail_scheduled,
    mail_sent,
    mail_deferred,
    mail_send_failed,
    mail_send_unknown,
    mail_gap,
    mail_result,
    mail_late,
    alert>;

[[nodiscard]] std::string_view to_text(send_failure value);
[[nodiscard]] std::string_view to_text(gap_reason value);
[[nodiscard]] std::string_view to_text(outcome value);
[[nodiscard]] std::string_view to_text(rule value);
[[nodiscard]] std::string_view to_text(severity value);
[[nodiscard]] std::string_view to_text(alert_phase value);
[[nodiscard]] std::string_view to_text(expected_place value);
[[nodiscard]] std::string_view to_text(delay_basis value);

}  // namespace mailsonde::model
