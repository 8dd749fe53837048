#include "shared/clients/watched_folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using testing::ElementsAre;
using wire::imap::folder;

folder listed(std::string raw_name, std::vector<std::string> attributes = {}) {
    return folder::from({std::move(attributes), '.', std::move(raw_name)});
}

std::vector<folder> const mailbox{
    listed("Archive"),
    listed("Junk", {"\\Junk"}),
    listed("Pr&APw-fung"),
    listed("Shared", {"\\Noselect"}),
    listed("inbox"),
    listed("Everything", {"\\All"}),
    listed("Alerts"),
};

std::vector<std::string> names(std::vector<chosen_folder> const& chosen) {
    constexpr char const* kinds[] = {"inbox", "junk", "watched", "other"};
    std::vector<std::string> out;
    for (auto const& one : chosen) {
        out.push_back(std::string(kinds[static_cast<int>(one.kind)]) + " " + one.name);
    }
    return out;
}

TEST(WatchedFolders, AreInboxAndJunkAndTheNamedOnesInThisOrder) {
    EXPECT_THAT(names(choose_folders(mailbox, {})), ElementsAre("inbox inbox", "junk Junk"));
    EXPECT_THAT(
        names(choose_folders(mailbox, {std::nullopt, {"Alerts", "Archive"}})),
        ElementsAre("inbox inbox", "junk Junk", "watched Alerts", "watched Archive")
    );
}

TEST(WatchedFolders, AreFoundByTheNameForPeopleOrForTheWire) {
    for (std::string const name : {"Prüfung", "Pr&APw-fung"}) {
        auto const chosen = choose_folders(mailbox, {"Nowhere", {name}});
        EXPECT_THAT(names(chosen), ElementsAre("inbox inbox", "watched Prüfung")) << name;
        EXPECT_EQ(chosen.back().raw_name, "Pr&APw-fung");
    }
}

TEST(WatchedFolders, AreEachChosenOnceAndByTheirFirstKind) {
    EXPECT_THAT(
        names(choose_folders(mailbox, {"Archive", {"INBOX", "Archive", "Alerts", "Alerts"}})),
        ElementsAre("inbox inbox", "junk Archive", "watched Alerts")
    );
}

TEST(WatchedFolders, WhatDoesNotExistIsPassedOver) {
    EXPECT_THAT(
        names(choose_folders(mailbox, {"No Junk", {"Nowhere", "alerts", "Shared"}})),
        ElementsAre("inbox inbox")
    );
}

TEST(WatchedFolders, ASweepTakesTheRestButNotWhatHoldsEverything) {
    EXPECT_THAT(
        names(choose_folders(mailbox, {std::nullopt, {"Alerts"}, true})),
        ElementsAre("inbox inbox", "junk Junk", "watched Alerts", "other Archive", "other Prüfung")
    );
}

TEST(WatchedFolders, HoldInboxEvenIfTheServerDoesNotListIt) {
    EXPECT_THAT(names(choose_folders({}, {})), ElementsAre("inbox INBOX"));
}

}  // namespace
}  // namespace mailsonde::clients
