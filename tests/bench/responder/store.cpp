#include "tests/bench/responder/store.hpp"

#include <algorithm>

namespace mailsonde::bench {
namespace {

constexpr std::string_view token_field = "X-Mailsonde-Token: ";
constexpr auto age_of_foreign = std::chrono::hours(24 * 100);

std::string token_in(std::string_view header) {
    auto const at = header.find(token_field);
    if (at == std::string_view::npos) {
        return {};
    }
    auto const from = at + token_field.size();
    return std::string(header.substr(from, header.find('\r', from) - from));
}

void add(folder& to, std::string header, wall_time at) {
    stored_mail mail;
    mail.uid = to.uid_next++;
    mail.header = std::move(header);
    mail.saved_at = at;
    to.mails.push_back(std::move(mail));
}

std::string letter(std::size_t number) {
    auto const text = std::to_string(number);
    return "From: A colleague <colleague@example.test>\r\nMessage-ID: <letter-" + text +
           "@example.test>\r\nSubject: Letter " + text + "\r\n\r\n";
}

}  // namespace

folder* account::find(std::string_view name) {
    auto const found =
        std::ranges::find_if(folders, [&](folder const& one) { return one.name == name; });
    return found == folders.end() ? nullptr : &*found;
}

account& store::of(std::string const& address) {
    auto const [known, fresh] = accounts_.try_emplace(address);
    auto& made = known->second;
    if (fresh) {
        made.delay = std::chrono::milliseconds(0);
        made.folders = {
            {"INBOX", "\\HasNoChildren"},
            {"Junk", "\\HasNoChildren \\Junk"},
            {"Archive", "\\HasNoChildren \\Archive"}
        };
        for (std::size_t i = 0; i < foreign_; ++i) {
            add(made.folders.front(), letter(i), std::chrono::system_clock::now() - age_of_foreign);
        }
    }
    return made;
}

void store::save(std::string const& address, std::string header, wall_time taken_at) {
    auto const now = std::chrono::system_clock::now();
    savings.push_back({token_in(header), taken_at, now});
    add(of(address).folders.front(), std::move(header), now);
    ++counts.saved;
}

std::size_t store::untouched_foreign() const {
    std::size_t out = 0;
    for (auto const& [address, one] : accounts_) {
        out += static_cast<std::size_t>(std::ranges::count_if(
            one.folders.front().mails,
            [](stored_mail const& mail) {
                return token_in(mail.header).empty() && !mail.seen && !mail.deleted;
            }
        ));
    }
    return out;
}

std::size_t store::test_mails() const {
    std::size_t out = 0;
    for (auto const& [address, one] : accounts_) {
        for (auto const& each : one.folders) {
            out += static_cast<std::size_t>(std::ranges::count_if(
                each.mails, [](stored_mail const& mail) { return !token_in(mail.header).empty(); }
            ));
        }
    }
    return out;
}

}  // namespace mailsonde::bench
