# Flags for every target of this project; what comes from dependencies is SYSTEM and not warned about.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without these it keeps nothing that was compiled with a precompiled header.
  set(MAILSONDE_CCACHE
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime)
  # What was compiled in one clone serves another, as on a CI machine, whose clones have other folders.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${MAILSONDE_CCACHE} CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(mailsonde_flags INTERFACE)
target_compile_options(mailsonde_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual)
if(MAILSONDE_WERROR)
  target_compile_options(mailsonde_flags INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE MATCHES "Rel")
  target_compile_options(mailsonde_flags INTERFACE -fstack-protector-strong)
  if(NOT MAILSONDE_SANITIZE)
    target_compile_definitions(mailsonde_flags INTERFACE _FORTIFY_SOURCE=2)
  endif()
endif()

# Linked by the targets that hold failpoints (shared/core/failpoint.hpp).
add_library(mailsonde_failpoints INTERFACE)
if(MAILSONDE_FAILPOINTS)
  target_compile_definitions(mailsonde_failpoints INTERFACE MAILSONDE_FAILPOINTS)
endif()

if(MAILSONDE_SANITIZE)
  add_compile_options(-fsanitize=${MAILSONDE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MAILSONDE_SANITIZE})
endif()
if(MAILSONDE_SANITIZE MATCHES "undefined")
  # It looks at memory through a pipe: without a descriptor left, as in some tests, it accuses everybody.
  add_compile_options(-fno-sanitize=vptr)
endif()
if(MAILSONDE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(MAILSONDE_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld-19)
endif()
