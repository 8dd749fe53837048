# mailsonde_library(<name> SOURCES ... LINKS ...): one target per folder, mailsonde_<name>, alias
# mailsonde::<name>. LINKS is public; scripts/lint/check_layers.py proves that includes obey it.
function(mailsonde_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(mailsonde_${name} STATIC ${arg_SOURCES})
  add_library(mailsonde::${name} ALIAS mailsonde_${name})
  target_include_directories(mailsonde_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(mailsonde_${name}
    PUBLIC ${arg_LINKS}
    PRIVATE mailsonde_flags ${arg_PRIVATE_LINKS})
endfunction()

# mailsonde_compile_quickly(<target>): for a binary of tests. Its own code is compiled more often than it
# is run, so it is not optimized, and what all tests include is compiled once.
function(mailsonde_compile_quickly target)
  target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
  if(MAILSONDE_CCACHE)
    # A precompiled header names its folder and is no good in another.
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${MAILSONDE_CCACHE};${CCACHE}")
  endif()
  target_precompile_headers(${target} PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <chrono> <functional> <map> <memory> <optional> <string> <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# mailsonde_discover_tests(<target> <layer> <label>): every case of a GoogleTest binary is a ctest test
# named <layer>.Suite.Case. With sanitizers, where starting a process is slow, each half of the binary
# is one test named <layer>.<half>, with the layer for a label, too; its output names what failed.
function(mailsonde_discover_tests target layer label)
  if(MAILSONDE_SANITIZE)
    foreach(half 0 1)
      add_test(NAME ${layer}.${half} COMMAND ${target} --gtest_brief=1)
      set_tests_properties(${layer}.${half} PROPERTIES LABELS "${label};${layer}" TIMEOUT 900
        ENVIRONMENT "GTEST_TOTAL_SHARDS=2;GTEST_SHARD_INDEX=${half}")
    endforeach()
  else()
    gtest_discover_tests(${target}
      TEST_PREFIX ${layer}. PROPERTIES LABELS ${label} TIMEOUT 60 DISCOVERY_TIMEOUT 60)
  endif()
endfunction()

# mailsonde_unit_tests(<layer> SOURCES ... LINKS ...): one binary per layer, with label "unit".
function(mailsonde_unit_tests layer)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(mailsonde_${layer}_tests ${arg_SOURCES})
  target_link_libraries(mailsonde_${layer}_tests PRIVATE
    ${arg_LINKS} mailsonde_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(mailsonde_${layer}_tests PRIVATE
    MAILSONDE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(NOT layer MATCHES "^(checker-service|model)$")
    mailsonde_compile_quickly(mailsonde_${layer}_tests)
  endif()
  mailsonde_discover_tests(mailsonde_${layer}_tests ${layer} unit)
endfunction()
