#include "tests/unit/cli/event_store.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

/// Creates a log in the folder argv[1]; for each line it reads, appends a `mail.sent` of the probe
/// that the line names and answers with the same line. For tests of the program itself.
int main(int argc, char** argv) {
    if (argc != 2) {
        return EXIT_FAILURE;
    }
    try {
        mailsonde::cli::event_store store(argv[1]);
        std::cout << "ready" << '\n' << std::flush;
        auto second = 0;
        for (std::string probe; std::getline(std::cin, probe);) {
            store.append(mailsonde::cli::sent_at(++second, probe));
            std::cout << probe << '\n' << std::flush;
        }
        return EXIT_SUCCESS;
    } catch (std::exception const& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
