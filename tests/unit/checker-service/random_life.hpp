#pragma once

#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/mailbox_model.hpp"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mailsonde::checker {

/// Checkers, mailboxes and mails that have everything happen to them that may happen, in an order
/// that a seed decides.
class random_life : public checker_case {
protected:
    random_life();
    ~random_life() override;

    void begin(unsigned seed);
    /// Something happens.
    void step();
    /// Nothing goes wrong any more, for as long as it takes until all mails have been dealt with.
    void drain();

    void expect_one_true_result_each();
    void expect_only_what_belongs_to_people();
    void expect_well_formed_alerts();

private:
    /// A mail, and what becomes of it.
    struct life {
        model::mail_sent mail;
        bool unknown = false;  ///< whether the relay took it
        instant told_at;
        std::optional<instant> arrives_at;
        std::string folder;
        int copies = 1;
        bool is_told = false;
        std::optional<int> arrived_in_step;
    };

    /// A visit under way.
    struct visit {
        replica* by = nullptr;
        std::variant<look_call, removal_call> what;
        instant began;
        std::uint32_t removed_before = 0;  ///< of the mailbox
    };

    [[nodiscard]] int roll(int sides);  ///< 0 … sides - 1
    [[nodiscard]] std::string a_mailbox();
    [[nodiscard]] std::string a_folder();
    [[nodiscard]] milliseconds between(milliseconds low, milliseconds high);

    void send();
    void people_write();
    void people_interfere();
    void break_a_commit();
    void change_replicas();
    void set_the_clock();
    void let_time_pass(milliseconds by);

    void turn_all();
    [[nodiscard]] static std::string const& mailbox_of(visit const& of);
    void collect(replica& from);
    void check(removal_call const& call);
    void answer(visit const& of, bool honestly);
    void answer_look(visit const& of, look_call const& call, bool honestly);
    void answer_removal(visit const& of, removal_call const& call, bool honestly);
    void answer_one();
    void end(std::unique_ptr<replica>& one);
    [[nodiscard]] bool is_drained();
    void expect_true(life const& of, model::mail_result const& result);

    std::mt19937 dice_{1};  // NOLINT(cert-msc51-cpp): to be repeatable is the point
    int steps_ = 0;
    std::map<std::string, mailbox_model> boxes_;
    std::vector<std::unique_ptr<replica>> replicas_;
    std::vector<life> lives_;
    std::set<std::string> ids_;
    std::vector<visit> visits_;
    std::size_t of_people_ = 0;  ///< letters
    /// In which step the first look of a mailbox began that began at some time.
    std::map<std::pair<std::string, instant>, int> look_steps_;
};

}  // namespace mailsonde::checker
