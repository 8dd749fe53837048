#include "tests/unit/model/golden_files.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mailsonde::model {

std::string source_path(std::string const& from_the_repository_root) {
    return std::string(MAILSONDE_SOURCE_DIR) + "/" + from_the_repository_root;
}

std::string read_text(std::string const& path) {
    std::ifstream const in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("can't read " + path);
    }
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string golden_path(sample const& of) {
    return source_path("tests/unit/model/golden/" + of.name + ".json");
}

std::string golden_text(sample const& of) {
    return nlohmann::ordered_json::parse(to_structured_json(of.written)).dump(2) + "\n";
}

nlohmann::json golden_data(sample const& of) {
    return nlohmann::json::parse(read_text(golden_path(of))).at("data");
}

}  // namespace mailsonde::model
