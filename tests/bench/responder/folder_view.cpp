#include "tests/bench/responder/folder_view.hpp"

#include <algorithm>

namespace mailsonde::bench {
namespace {

constexpr std::string_view some_fields = "BODY.PEEK[HEADER.FIELDS (";

std::string literal(std::string_view name, std::string_view text) {
    return " " + std::string(name) + " {" + std::to_string(text.size()) + "}\r\n" +
           std::string(text);
}

std::string flags_of(stored_mail const& mail) {
    std::string out = mail.seen ? "\\Seen" : "";
    if (mail.deleted) {
        out += out.empty() ? "\\Deleted" : " \\Deleted";
    }
    return out;
}

}  // namespace

std::string folder_view::opening() {
    known_.clear();
    std::string out = "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n";
    out += writable_ ? "* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] kept\r\n"
                     : "* OK [PERMANENTFLAGS ()] none kept\r\n";
    out += changes();
    if (known_.empty()) {
        out += "* 0 EXISTS\r\n";
    }
    return out + "* 0 RECENT\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity) +
           "] ok\r\n* OK [UIDNEXT " + std::to_string(folder_.uid_next) + "] ok\r\n";
}

std::string folder_view::changes() {
    std::string out;
    auto mail = folder_.mails.begin();
    for (std::size_t i = 0; i < known_.size();) {
        while (mail != folder_.mails.end() && mail->uid < known_[i]) {
            ++mail;
        }
        if (mail != folder_.mails.end() && mail->uid == known_[i]) {
            ++i;
        } else {
            known_.erase(known_.begin() + static_cast<std::ptrdiff_t>(i));
            out += "* " + std::to_string(i + 1) + " EXPUNGE\r\n";
        }
    }
    auto const before = known_.size();
    auto const last = known_.empty() ? 0 : known_.back();
    for (auto const& one : folder_.mails) {
        if (one.uid > last) {
            known_.push_back(one.uid);
        }
    }
    return known_.size() == before ? out
                                   : out + "* " + std::to_string(known_.size()) + " EXISTS\r\n";
}

std::string folder_view::fetch(std::string_view set, std::string_view items) const {
    uid_set const wanted(set, known_.empty() ? 0 : known_.back());
    std::string out;
    for (auto const& mail : folder_.mails) {
        auto const known = std::ranges::lower_bound(known_, mail.uid);
        if (wanted.contains(mail.uid) && known != known_.end() && *known == mail.uid) {
            out += fetched(static_cast<std::size_t>(known - known_.begin()) + 1, mail, items);
        }
    }
    return out;
}

std::string folder_view::fetched(
    std::size_t sequence, stored_mail const& mail, std::string_view items
) const {
    auto out = "* " + std::to_string(sequence) + " FETCH (UID " + std::to_string(mail.uid);
    if (items.find("INTERNALDATE") != std::string_view::npos) {
        out += " INTERNALDATE " + internal_date(mail.saved_at);
    }
    if (items.find("FLAGS") != std::string_view::npos) {
        out += " FLAGS (" + flags_of(mail) + ")";
    }
    if (auto const at = items.find(some_fields); at != std::string_view::npos) {
        auto const from = at + some_fields.size();
        auto const names = items.substr(from, items.find(')', from) - from);
        auto const asked = "BODY[HEADER.FIELDS (" + upper(names) + ")]";
        out += literal(asked, fields_of(mail.header, names));
    } else if (items.find("BODY.PEEK[HEADER]") != std::string_view::npos) {
        out += literal("BODY[HEADER]<0>", mail.header);
    }
    return out + ")\r\n";
}

bool folder_view::flag(std::string_view set, std::string_view flags) {
    uid_set const wanted(set, folder_.newest());
    for (auto& mail : folder_.mails) {
        if (writable_ && wanted.contains(mail.uid)) {
            mail.seen = mail.seen || flags.find("\\Seen") != std::string_view::npos;
            mail.deleted = mail.deleted || flags.find("\\Deleted") != std::string_view::npos;
        }
    }
    return writable_;
}

std::size_t folder_view::expunge(std::string_view set) {
    uid_set const wanted(set, folder_.newest());
    return std::erase_if(folder_.mails, [&](stored_mail const& mail) {
        return writable_ && mail.deleted && wanted.contains(mail.uid);
    });
}

std::vector<std::uint32_t> folder_view::since(wall_time day) const {
    std::vector<std::uint32_t> out;
    for (auto const& mail : folder_.mails) {
        if (mail.saved_at >= day) {
            out.push_back(mail.uid);
        }
    }
    return out;
}

}  // namespace mailsonde::bench
