#include "shared/net/handshake_watch.hpp"

#include "shared/core/text.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/net/tls_refusal.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace mailsonde::net {

handshake_watch::handshake_watch(ssl_st* ssl, std::string host)
    : ssl_(ssl), host_(std::move(host)) {
    SSL_set_msg_callback(ssl_, &handshake_watch::keep_header);
    SSL_set_msg_callback_arg(ssl_, this);
}

void handshake_watch::keep_header(
    int outgoing,
    int /*version*/,
    int type,
    void const* data,
    std::size_t size,
    ssl_st* /*ssl*/,
    void* self
) {
    auto& header = static_cast<handshake_watch*>(self)->header_;
    if (outgoing == 0 && type == SSL3_RT_HEADER && header.empty()) {
        header.assign(static_cast<char const*>(data), size);
    }
}

result<void> handshake_watch::expect_host() {
    error_code not_literal;
    static_cast<void>(boost::asio::ip::make_address(host_, not_literal));
    auto good = false;
    if (!not_literal) {
        good = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), host_.c_str()) == 1;
    } else {
        SSL_set_hostflags(
            ssl_, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
        );
        good = SSL_set1_host(ssl_, host_.c_str()) == 1 &&
               SSL_set_tlsext_host_name(ssl_, host_.c_str()) == 1;
    }
    if (!good) {
        return fail(net_errc::tls_setup, "not a usable host name: " + sanitised(host_, 255));
    }
    return {};
}

bool handshake_watch::verified(bool good, x509_store_ctx_st* store) {
    if (good || !refusal_.empty()) {
        return good;
    }
    chain_fault fault;
    fault.code = X509_STORE_CTX_get_error(store);
    fault.depth = X509_STORE_CTX_get_error_depth(store);
    auto const* const sent = X509_STORE_CTX_get0_untrusted(store);
    fault.sent_alone = sent != nullptr && sk_X509_num(sent) == 1;
    if (auto const* const at = X509_STORE_CTX_get_current_cert(store); at != nullptr) {
        fault.of = describe(*at);
    }
    refusal_ = refusal_text(fault, host_);
    return good;
}

/// OpenSSL reads no further than a record's header if that is none; the rest still waits for it.
std::string handshake_watch::first_octets() const {
    auto out = header_;
    std::array<char, 256> rest{};
    auto const size = BIO_read(SSL_get_rbio(ssl_), rest.data(), static_cast<int>(rest.size()));
    if (size > 0) {
        out.append(rest.data(), static_cast<std::size_t>(size));
    }
    return out;
}

std::optional<failure> handshake_watch::fault(error_code const& error) {
    if (!refusal_.empty()) {
        return fail(net_errc::tls_certificate, host_ + ": " + refusal_);
    }
    if (error.category() != boost::asio::error::get_ssl_category()) {
        return std::nullopt;
    }
    auto const reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    auto const text = handshake_refusal_text(reason, first_octets(), error.message());
    return fail(net_errc::tls_handshake, host_ + ": " + text);
}

result<certificate_facts> handshake_watch::accepted(std::vector<std::string> const& pins) const {
    std::unique_ptr<X509, decltype(&X509_free)> const leaf(
        SSL_get1_peer_certificate(ssl_), &X509_free
    );
    if (!leaf) {
        return fail(net_errc::tls_certificate, host_ + ": the server sent none");
    }
    auto facts = describe(*leaf);
    // One that is its own authority was named as ca_file, which is as good as a pin.
    auto const* const chain = SSL_get0_verified_chain(ssl_);
    if (facts.is_authority && (chain == nullptr || sk_X509_num(chain) > 1)) {
        chain_fault const fault{X509_V_ERR_INVALID_PURPOSE, 0, false, std::move(facts)};
        return fail(net_errc::tls_certificate, host_ + ": " + refusal_text(fault, host_));
    }
    if (!pins.empty() && std::find(pins.begin(), pins.end(), facts.pin) == pins.end()) {
        return fail(net_errc::tls_pin_mismatch, host_ + ": " + pin_refusal_text(facts));
    }
    return facts;
}

}  // namespace mailsonde::net
