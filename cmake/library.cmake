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

# mailsonde_unit_tests(<layer> SOURCES ... LINKS ...): one binary per layer, every case a ctest test
# named <layer>.Suite.Case with label "unit".
function(mailsonde_unit_tests layer)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(mailsonde_${layer}_tests ${arg_SOURCES})
  target_link_libraries(mailsonde_${layer}_tests PRIVATE
    ${arg_LINKS} mailsonde_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(mailsonde_${layer}_tests PRIVATE
    MAILSONDE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(mailsonde_${layer}_tests
    TEST_PREFIX ${layer}. PROPERTIES LABELS unit TIMEOUT 60 DISCOVERY_TIMEOUT 60)
endfunction()
