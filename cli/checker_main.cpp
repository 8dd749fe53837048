#include "cli/service_program.hpp"

int main(int argc, char** argv) {
    return mailsonde::cli::service_main(mailsonde::cli::service_role::checker, argc, argv);
}
