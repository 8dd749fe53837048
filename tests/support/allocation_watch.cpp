#include "tests/support/allocation_watch.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::ptrdiff_t> in_use = 0;
std::atomic<std::ptrdiff_t> highest = 0;

void* counted(void* memory) {
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    auto const size = static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    auto const now = in_use += size;
    auto seen = highest.load();
    while (seen < now && !highest.compare_exchange_weak(seen, now)) {
    }
    return memory;
}

void give_back(void* memory) noexcept {
    in_use -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

// The forms for arrays, for sized delete and for nothrow all end up in these.
void* operator new(std::size_t size) {
    return counted(std::malloc(size == 0 ? 1 : size));
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    auto const step = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}

void operator delete(void* memory) noexcept {
    give_back(memory);
}

void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
    give_back(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
    give_back(memory);
}

void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
    give_back(memory);
}

namespace mailsonde::test {

allocation_watch::allocation_watch() : before_(in_use) {
    highest = before_;
}

std::size_t allocation_watch::peak() const {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(highest - before_, 0));
}

}  // namespace mailsonde::test
