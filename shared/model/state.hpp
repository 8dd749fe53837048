#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/model/events.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the services remember between restarts: the values of the compacted state topics. Plain
/// JSON, not CloudEvents; read by nobody else.
namespace mailsonde::model {

/// sender-state, key "probe/<probe>".
struct probe_state {
    std::string probe;
    instant last_slot;  ///< this one and all older ones are dealt with

    friend bool operator==(probe_state const&, probe_state const&) = default;
};

/// sender-state, key "mail/<mail_id>": scheduled, not yet sent, failed or given up.
struct open_send {
    mail_ref mail;
    std::string token;
    std::string recipient;
    std::string route;
    std::string
        from;  ///< kept, so that a resend has the same Message-ID whatever the configuration
    instant started_at;
    instant send_by;
    instant not_before;  ///< next try
    int attempts = 0;
    bool maybe_accepted = false;  ///< the data was out when the connection broke
    milliseconds deadline{0};     ///< after acceptance
    milliseconds undetermined_after{0};
    model::judging judging;  ///< deadline_at and undetermined_at are set on acceptance

    friend bool operator==(open_send const&, open_send const&) = default;
};

enum class mail_stage : std::uint8_t {
    pending,     ///< no result yet
    deleting,    ///< result committed; the mail itself is still to be deleted
    late_watch,  ///< called missing; may still come
    settled,     ///< judged and deleted; a copy that still comes is deleted, too
};

/// Where a mail of ours lies.
struct mail_place {
    std::string folder;  ///< as the server spells it
    std::uint32_t uid_validity = 0;
    std::uint32_t uid = 0;

    friend bool operator==(mail_place const&, mail_place const&) = default;
};

/// checker-state, key "m/<mail_id>".
struct mail_state {
    mail_ref mail;
    std::string token;
    std::string recipient;
    mail_stage stage = mail_stage::pending;
    bool sending_unknown = false;  ///< may be found, can't be missing
    instant accepted_at;
    model::judging judging;
    std::vector<mail_place> places;  ///< to delete, in stage deleting
    instant watch_until;             ///< when this is forgotten, once judged

    friend bool operator==(mail_state const&, mail_state const&) = default;
};

/// From which UID on a folder holds what has not been looked at.
struct folder_mark {
    std::string folder;
    std::uint32_t uid_validity = 0;
    std::uint32_t next_uid = 0;

    friend bool operator==(folder_mark const&, folder_mark const&) = default;
};

/// checker-state, key "w/<mailbox>": where looking goes on after a restart.
struct mailbox_marks {
    std::string mailbox;
    instant at;
    std::vector<folder_mark> folders;

    friend bool operator==(mailbox_marks const&, mailbox_marks const&) = default;
};

/// checker-state, key "l/<mailbox>": no login before, because one of its account was refused.
struct login_pause {
    std::string mailbox;
    instant until;
    std::string detail;
    std::string login;  ///< config::login_marks of this mailbox: another login need not wait
    std::string cause;  ///< the mailbox whose login was refused

    friend bool operator==(login_pause const&, login_pause const&) = default;
};

/// sender-state, key "route/<route>", beside the probe that saw it: no login before, because one
/// was refused. The latest holds.
struct route_pause {
    std::string route;
    std::string probe;
    instant until;
    std::string detail;
    std::string login;  ///< config::login_marks; "" if the route has none

    friend bool operator==(route_pause const&, route_pause const&) = default;
};

/// Either state topic, key "@next": records of this partition are taken from there on, whatever the
/// group's position says, which some logs forget.
struct next_position {
    std::int64_t next = 0;  ///< an offset

    friend bool operator==(next_position const&, next_position const&) = default;
};

[[nodiscard]] std::string to_json(probe_state const& value);
[[nodiscard]] std::string to_json(open_send const& value);
[[nodiscard]] std::string to_json(mail_state const& value);
[[nodiscard]] std::string to_json(mailbox_marks const& value);
[[nodiscard]] std::string to_json(login_pause const& value);
[[nodiscard]] std::string to_json(route_pause const& value);
[[nodiscard]] std::string to_json(next_position const& value);
[[nodiscard]] std::string to_json(alert const& value);  ///< checker-state, key "a/<alert key>"

/// T is one of the above. @errors model_errc::malformed_json
template <class T>
[[nodiscard]] result<T> from_json(std::string_view text);

extern template result<probe_state> from_json<probe_state>(std::string_view);
extern template result<open_send> from_json<open_send>(std::string_view);
extern template result<mail_state> from_json<mail_state>(std::string_view);
extern template result<mailbox_marks> from_json<mailbox_marks>(std::string_view);
extern template result<login_pause> from_json<login_pause>(std::string_view);
extern template result<route_pause> from_json<route_pause>(std::string_view);
extern template result<next_position> from_json<next_position>(std::string_view);
extern template result<alert> from_json<alert>(std::string_view);

}  // namespace mailsonde::model
