#include "shared/net/tls_context.hpp"

#include "shared/core/text.hpp"
#include "shared/net/descriptors.hpp"
#include "shared/net/net_errc.hpp"

#include <openssl/ssl.h>

namespace mailsonde::net {

result<std::shared_ptr<boost::asio::ssl::context>> tls_contexts::get(tls_options const& trust) {
    namespace ssl = boost::asio::ssl;
    if (auto const known = contexts_.find(trust.ca_file); known != contexts_.end()) {
        return known->second;
    }
    auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
    error_code error;
    if (SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION) != 1) {
        return fail(net_errc::tls_setup, "TLS 1.2 is not available");
    }
    // 112 bits: RSA from 2048, no SHA-1 in signatures. Whatever openssl.cnf says.
    SSL_CTX_set_security_level(made->native_handle(), 2);
    // Most connections only wait; their two buffers of 17 KiB each are better given back meanwhile.
    SSL_CTX_set_mode(made->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    made->set_verify_mode(ssl::verify_peer);
    if (trust.ca_file.empty()) {
        made->set_default_verify_paths(error);
    } else {
        made->load_verify_file(trust.ca_file.string(), error);
    }
    if (error) {
        auto const where =
            trust.ca_file.empty() ? "the system's authorities" : trust.ca_file.string();
        auto const why =
            descriptors_are_used_up() ? net_errc::out_of_descriptors : net_errc::tls_setup;
        return fail(why, sanitised(where + ": " + error.message()));
    }
    contexts_.emplace(trust.ca_file, made);
    return made;
}

}  // namespace mailsonde::net
