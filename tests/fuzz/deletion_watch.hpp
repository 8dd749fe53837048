#pragma once

#include "shared/wire/imap/expunge_watch.hpp"
#include "shared/wire/imap/response_parser.hpp"
#include "shared/wire/imap/selected_folder.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace mailsonde::fuzz {

/// Listens to a conversation and knows, independently of the dialog, which mails the server has
/// shown with which header. Requires that nothing is flagged, moved or expunged but mails whose
/// header verifies.
class deletion_watch {
public:
    /// @param own_folder  where mails of ours are moved to; "" if there is none
    deletion_watch(std::string folder, std::string own_folder)
        : folder_(std::move(folder)), own_folder_(std::move(own_folder)) {}

    /// Whether the mail with this UID in the watched folder may be deleted if it has this header.
    [[nodiscard]] static bool is_target(std::uint32_t uid, std::string_view header);
    /// Whether it is a mail of ours at all: enough in our own folder.
    [[nodiscard]] static bool is_ours(std::string_view header);

    void said(std::string_view piece);
    void sent(std::string_view bytes);

    /// The server has shown, in the watched folder, a mail with this UID that verifies.
    [[nodiscard]] bool has_verified(std::uint32_t uid) const;

private:
    /// What the server has shown of a folder since it was opened; `verified` also before.
    struct folder_view {
        std::set<std::uint32_t> verified;
        std::set<std::uint32_t> shown;
        bool foreign = false;
        wire::imap::expunge_watch gone;
        wire::imap::selected_folder state;
    };

    void hear(wire::imap::untagged& response);
    void open(std::string folder, std::string tag);
    void expect_verified(std::string_view uids) const;
    void expect_all_ours() const;

    std::string folder_;
    std::string own_folder_;
    std::string open_;     ///< what was opened last
    std::string opening_;  ///< the tag of the command that does so, until it is complete
    std::map<std::string, folder_view> views_;
    wire::imap::response_parser parser_;
    bool lost_ = false;  ///< the parser has failed, and so has the dialog
};

}  // namespace mailsonde::fuzz
