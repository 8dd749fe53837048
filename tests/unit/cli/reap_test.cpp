#include "cli/reap.hpp"

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "shared/config/login.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "tests/unit/cli/console.hpp"
#include "tests/unit/cli/leftovers.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;
using leftovers::lying;
using leftovers::maker;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using wire::imap::deletion;
using wire::imap::imap_errc;

/// What a mailbox holds and answers, and what it was asked.
struct mailbox_script {
    clients::look_report report;
    std::vector<clients::look_report> before;  ///< what the first looks bring instead
    std::optional<failure> removal_failure;
    std::map<std::uint32_t, clients::removal_outcome> outcomes;  ///< by UID, if not expunged
    std::vector<clients::look_request> looks;
    std::vector<std::uint32_t> removed;  ///< UIDs
};

class scripted_mailbox final : public mailbox_access {
public:
    explicit scripted_mailbox(mailbox_script& script) : script_(script) {}

    clients::look_report look(clients::look_request request) override {
        script_.looks.push_back(std::move(request));
        auto const number = script_.looks.size();
        return number <= script_.before.size() ? script_.before[number - 1] : script_.report;
    }

    result<std::vector<clients::removal_outcome>> remove(
        std::vector<clients::removal> removals, wire::imap::header_check is_ours
    ) override {
        std::vector<clients::removal_outcome> out;
        for (auto const& removal : removals) {
            script_.removed.push_back(removal.place.uid);
            auto const header = header_at(removal.place);
            EXPECT_TRUE(removal.verify(header) && is_ours(header));
            EXPECT_FALSE(removal.verify("In-Reply-To: <a@b>\r\n" + header));
            EXPECT_FALSE(removal.verify(maker().header(1000h))) << "not with another token";
            auto const said = script_.outcomes.find(removal.place.uid);
            out.push_back(
                said == script_.outcomes.end()
                    ? clients::removal_outcome{removal.place, deletion::expunged, {}}
                    : said->second
            );
        }
        if (script_.removal_failure) {
            return *script_.removal_failure;
        }
        return out;
    }

private:
    [[nodiscard]] std::string header_at(model::mail_place const& place) const {
        auto reports = script_.before;
        reports.push_back(script_.report);
        for (auto const& report : reports) {
            for (auto const& mail : report.mails) {
                if (mail.place == place) {
                    return mail.header;
                }
            }
        }
        return "";
    }

    mailbox_script& script_;
};

class Reap : public testing::Test {
protected:
    Reap() { anna().report = seen({}); }

    static clients::look_report seen(std::vector<clients::found_mail> mails) {
        clients::look_report out;
        out.complete = out.swept = true;
        out.mails = std::move(mails);
        return out;
    }

    mailbox_script& anna() { return boxes["anna"]; }

    int run(reap_options options = {}, std::string const& yaml = "") {
        options.config = at.configure(yaml);
        at.out.str("");
        at.err.str("");
        reap_means const means{
            [this](config::mailbox const& mailbox) {
                return std::make_unique<scripted_mailbox>(boxes[mailbox.name]);
            },
            [] { return leftovers::now; }
        };
        return run_reap(options, at.io(), means);
    }

    /// Writes state of the checker into the log.
    void remember(std::string const& mailbox, std::string const& key, std::string const& value) {
        model::topics const topics("mailsonde");
        auto const log = eventlog::open_sqlite_log(at.data()).value();
        log->ensure_topics(eventlog::topic_plan(topics)).value();
        eventlog::token proof;
        auto const member =
            log->join(
                   {"test", topics.mail},
                   {[&](eventlog::assignment const& given) { proof = given.token; }, {}}
            ).value();
        ASSERT_TRUE(member->poll(0));
        auto const done = member->commit(
            {{eventlog::state_record(topics.checker_state, mailbox, key, value)}, {}}, proof
        );
        ASSERT_EQ(done.outcome, eventlog::commit_outcome::ok) << done.detail;
    }

    std::string login_of(std::string const& mailbox);

    void pause_bert(std::string const& login) {
        model::login_pause const pause{"bert", leftovers::now + 1min, "no\x1bpe", login, "bert"};
        remember("bert", "l/bert", model::to_json(pause));
    }

    console at;
    maker const ours;
    std::map<std::string, mailbox_script> boxes;
};

constexpr auto const* three_mailboxes =
    "mailboxes:\n"
    "  anna: {address: anna@example.org, imap: {host: a.b}, auth: {user: a, password: {env: "
    "PASSWORD}}}\n"
    "  bert: {address: bert@example.org, imap: {host: a.b}, auth: {user: b, password: {env: "
    "PASSWORD}}}\n"
    "  same: {address: same@example.org, imap: {host: a.b}, auth: {user: a, password: {env: "
    "PASSWORD}}}\n";

std::string Reap::login_of(std::string const& mailbox) {
    auto const config = load_or_report(at.configure(three_mailboxes), at.io()).value();
    auto const& one = config.mailboxes.at(mailbox);
    return config::login_marks(config.signing, one.imap, one.auth).front();
}

TEST_F(Reap, DeletesWhatIsLeftOverAndTellsWhatItKeeps) {
    anna().report = seen(
        {lying(ours.header(72h), 1),
         lying(ours.header(1h), 2),
         lying(ours.header(49h), 3, "Archive")}
    );
    EXPECT_EQ(run(), exit_ok) << at.err.str();
    EXPECT_THAT(anna().removed, ElementsAre(1, 3));
    EXPECT_EQ(
        at.out.str(),
        "MAILBOX  FOLDER   UID  SLOT                      AGE   RECIPIENT         WHAT\n"
        "anna     INBOX    1    2026-11-21T02:00:00.250Z  3d    anna@example.org  deleted\n"
        "anna     Archive  3    2026-11-22T01:00:00.250Z  2d1h  anna@example.org  deleted\n"
        "anna     INBOX    2    2026-11-24T01:00:00.250Z  1h    anna@example.org  kept: too young\n"
        "2 deleted, 1 kept\n"
    );
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST_F(Reap, ADryRunOnlySaysWhatItWouldDo) {
    anna().report = seen({lying(ours.header(72h), 1), lying(ours.header(1h), 2)});
    EXPECT_EQ(run({.dry_run = true}), exit_ok);
    EXPECT_THAT(anna().removed, IsEmpty());
    EXPECT_THAT(at.out.str(), HasSubstr("  would delete\n"));
    EXPECT_THAT(at.out.str(), HasSubstr("1 to delete, 1 kept\n"));
}

TEST_F(Reap, LooksThroughAllFoldersAsFarBackAsAsked) {
    EXPECT_EQ(run({.within = 240h}), exit_ok);
    ASSERT_EQ(anna().looks.size(), 1U);
    auto const& request = anna().looks[0];
    EXPECT_TRUE(request.sweep);
    EXPECT_TRUE(request.derivation);
    EXPECT_THAT(request.marks, IsEmpty());
    EXPECT_EQ(request.since, leftovers::now - 240h);
    EXPECT_EQ(at.out.str(), "0 deleted, 0 kept\n");
}

TEST_F(Reap, GoesOnWhereALookHadToEnd) {
    auto first = seen({lying(ours.header(72h), 1)});
    first.complete = first.swept = false;
    first.marks = {{"INBOX", 1, 2}, {"Junk", 1, 9}};
    auto second = seen({lying(ours.header(73h), 2)});
    second.complete = second.swept = false;
    second.marks = {{"INBOX", 1, 3}};
    anna().before = {first, second};
    anna().report = seen({lying(ours.header(74h), 3)});
    EXPECT_EQ(run(), exit_ok) << at.err.str();
    EXPECT_THAT(anna().removed, ElementsAre(3, 2, 1));
    ASSERT_EQ(anna().looks.size(), 3U);
    EXPECT_THAT(
        anna().looks[2].marks,
        ElementsAre(model::folder_mark{"Junk", 1, 9}, model::folder_mark{"INBOX", 1, 3})
    );
    EXPECT_TRUE(anna().looks[2].sweep);
}

TEST_F(Reap, DoesNotReadForEver) {
    anna().report = seen({lying(ours.header(72h), 1)});
    anna().report.complete = anna().report.swept = false;
    anna().report.marks = {{"INBOX", 1, 2}};
    EXPECT_EQ(run({.dry_run = true}), exit_failed);
    EXPECT_EQ(anna().looks.size(), 20U);
    EXPECT_THAT(at.err.str(), HasSubstr("there is more than one run reads"));
}

TEST_F(Reap, DeletesNothingIfALaterLookFails) {
    auto first = seen({lying(ours.header(72h), 1)});
    first.complete = first.swept = false;
    first.marks = {{"INBOX", 1, 2}};
    anna().before = {first};
    anna().report.failure = fail(imap_errc::bye);
    EXPECT_EQ(run(), exit_failed);
    EXPECT_THAT(anna().removed, IsEmpty());
}

TEST_F(Reap, TheLimitHoldsForEachMailbox) {
    for (auto const* const name : {"anna", "bert", "same"}) {
        maker const here{ours.ring, {"test", name, std::string(name) + "@example.org"}};
        boxes[name].report = seen(
            {lying(here.header(72h), 1), lying(here.header(90h), 2), lying(here.header(60h), 3)}
        );
    }
    EXPECT_EQ(run({.mailboxes = {"bert", "same"}, .limit = 2}, three_mailboxes), exit_ok);
    EXPECT_THAT(anna().looks, IsEmpty());
    EXPECT_THAT(boxes["bert"].removed, ElementsAre(2, 1));
    EXPECT_THAT(boxes["same"].removed, ElementsAre(2, 1));
    EXPECT_THAT(at.out.str(), HasSubstr("4 deleted, 2 kept\n"));
}

TEST_F(Reap, SaysWhatCouldNotBeDeleted) {
    anna().report = seen(
        {lying(ours.header(76h), 1),
         lying(ours.header(75h), 2),
         lying(ours.header(74h), 3),
         lying(ours.header(73h), 4)}
    );
    anna().outcomes[1] = {{}, deletion::refused, fail(imap_errc::read_only)};
    anna().outcomes[2] = {{}, deletion::not_ours, {}};
    anna().outcomes[3] = {{}, deletion::already_gone, {}};
    EXPECT_EQ(run(), exit_failed);
    EXPECT_THAT(at.out.str(), HasSubstr("not deleted: " + fail(imap_errc::read_only).text()));
    EXPECT_THAT(at.out.str(), HasSubstr("kept: no test mail of ours, by its whole header\n"));
    EXPECT_THAT(at.out.str(), HasSubstr("1 deleted, 2 kept, 1 not deleted\n"));
    anna().outcomes.erase(1);
    EXPECT_EQ(run(), exit_ok);
    anna().outcomes[1] = {{}, deletion::flagged_only, {}};
    EXPECT_EQ(run(), exit_failed);
}

TEST_F(Reap, ADeletionThatBreaksOffIsAFailure) {
    anna().report = seen({lying(ours.header(76h), 1)});
    anna().removal_failure = fail(imap_errc::bye);
    EXPECT_EQ(run(), exit_failed);
    EXPECT_THAT(at.out.str(), HasSubstr("not known: deleting broke off, run it again\n"));
    EXPECT_THAT(at.err.str(), HasSubstr("mailsonde: anna: deleting broke off: "));
}

TEST_F(Reap, SaysWhatCouldNotBeRead) {
    anna().report.unreadable = {"Archive: no such folder"};
    anna().report.complete = anna().report.swept = false;
    EXPECT_EQ(run(), exit_failed);
    EXPECT_EQ(at.err.str(), "mailsonde: anna: not read to its end, Archive: no such folder\n");
    anna().report.unreadable.clear();
    EXPECT_EQ(run(), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr("there is more than one run reads"));
    anna().report.swept = true;
    EXPECT_EQ(run(), exit_ok) << "people moved mails";
    EXPECT_THAT(at.err.str(), HasSubstr("one may have been missed"));
}

TEST_F(Reap, ARefusedLoginIsTheLastOneToThisAccount) {
    anna().report.failure = fail(imap_errc::authentication_failed);
    boxes["bert"].report = seen({});
    EXPECT_EQ(run({}, three_mailboxes), exit_failed);
    EXPECT_EQ(anna().looks.size(), 1U);
    EXPECT_EQ(boxes["bert"].looks.size(), 1U);
    EXPECT_THAT(boxes["same"].looks, IsEmpty());
    EXPECT_THAT(
        at.err.str(), HasSubstr("mailsonde: same: no login, one to the same account was refused\n")
    );
}

TEST_F(Reap, EndsWhenItIsInterrupted) {
    anna().report.failure = fail(net::net_errc::stopped);
    EXPECT_EQ(run({}, three_mailboxes), exit_failed);
    EXPECT_THAT(boxes["bert"].looks, IsEmpty());
}

TEST_F(Reap, RefusesWhatCouldTakeAMailThatIsStillExpected) {
    EXPECT_EQ(run({.older_than = 25h + 25min - 1ms}), exit_usage);
    EXPECT_THAT(at.err.str(), HasSubstr("--older-than 1d1h24m59s999ms is too short"));
    EXPECT_EQ(run({.older_than = 25h + 25min}), exit_ok) << at.err.str();
    EXPECT_EQ(run({.within = 48h}), exit_usage);
    EXPECT_THAT(at.err.str(), HasSubstr("--within 2d is not longer than --older-than 2d"));
    EXPECT_EQ(run({.mailboxes = {"anna", "nobody"}}), exit_usage);
    EXPECT_THAT(at.err.str(), HasSubstr("no mailbox nobody"));
    EXPECT_EQ(anna().looks.size(), 1U);
}

TEST_F(Reap, TakesItsAgeFromTheConfigurationUnlessToldOtherwise) {
    anna().report = seen({lying(ours.header(60h), 1)});
    EXPECT_EQ(run({}, "reaper: {after: 3d, per_look: 0}"), exit_ok);
    EXPECT_THAT(anna().removed, IsEmpty());
    EXPECT_EQ(run({.older_than = 50h}, "reaper: {after: 3d}"), exit_ok);
    EXPECT_THAT(anna().removed, ElementsAre(1));
}

TEST_F(Reap, CreatesNoLog) {
    EXPECT_EQ(run(), exit_ok);
    EXPECT_FALSE(std::filesystem::exists(at.data()));
}

TEST_F(Reap, DeletesNothingIfTheLogCanNotBeAsked) {
    anna().report = seen({lying(ours.header(72h), 1)});
    std::ofstream(at.data()) << std::string(5000, 'x');
    EXPECT_EQ(run(), exit_failed);
    EXPECT_THAT(anna().looks, IsEmpty());
    EXPECT_THAT(at.err.str(), HasSubstr("the event log can't be read"));
}

TEST_F(Reap, AsksTheLogWhatIsStillOut) {
    anna().report = seen({lying(ours.header(72h), 1), lying(ours.header(73h), 2)});
    model::mail_state out;
    out.mail = {"id", "inbound", "anna", leftovers::now - 72h};
    out.token = ours.token(72h);
    remember("anna", "m/id", model::to_json(out));
    EXPECT_EQ(run({}), exit_ok) << at.err.str();
    EXPECT_THAT(anna().removed, ElementsAre(2));
    EXPECT_THAT(at.out.str(), HasSubstr("kept: the event log knows it as pending\n"));
}

TEST_F(Reap, WaitsForTheEndOfThePauseAfterARefusedLogin) {
    pause_bert(login_of("bert"));
    EXPECT_EQ(run({.mailboxes = {"bert"}}, three_mailboxes), exit_failed);
    EXPECT_THAT(boxes["bert"].looks, IsEmpty());
    EXPECT_THAT(
        at.err.str(),
        HasSubstr("mailsonde: bert: no login before 2026-11-24T02:01:00.250Z, one was refused: no")
    );
    EXPECT_THAT(at.err.str(), Not(HasSubstr("\x1b")));
}

TEST_F(Reap, AnotherLoginNeedNotWait) {
    boxes["bert"].report = seen({});
    pause_bert(login_of("anna"));
    EXPECT_EQ(run({.mailboxes = {"bert"}}, three_mailboxes), exit_ok) << at.err.str();
    EXPECT_EQ(boxes["bert"].looks.size(), 1U);
}

TEST_F(Reap, NamesOfServersCanNotForgeTheTable) {
    auto evil = lying(ours.header(72h), 1);
    evil.folder_name = "x\x1b[31m\n\xe2\x80\xae" + std::string(200, 'y');
    anna().report = seen({evil});
    EXPECT_EQ(run({.dry_run = true}), exit_ok);
    auto const text = at.out.str();
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(text, Not(HasSubstr(std::string(100, 'y'))));
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST(ReapCommand, RefusesWhatItDoesNotKnow) {
    for (auto const& wrong : std::vector<std::vector<std::string>>{
             {"--older-than", "24h"},
             {"--older-than", "two days"},
             {"--within", "90"},
             {"--limit", "0"},
             {"--limit", "all"},
             {"--mailbox"},
             {"anna"}
         }) {
        console at;
        constexpr std::array<add_command, 1> commands{add_reap};
        auto line = wrong;
        line.insert(line.begin(), "reap");
        EXPECT_EQ(run_program(line, commands, at.io()), exit_usage) << wrong.back();
        EXPECT_THAT(at.err.str(), testing::EndsWith("See mailsonde reap --help.\n"));
    }
}

}  // namespace
}  // namespace mailsonde::cli
