# Run by `cmake --install`, with `packaging` set: what has to know where everything is installed.
set(bin "${CMAKE_INSTALL_PREFIX}/bin")
set(share "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share")

function(install_unit name page command description)
  set(unit "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${name}.service")
  message(STATUS "Installing: ${unit}")
  configure_file("${packaging}/systemd/unit.in" "${unit}" @ONLY)
endfunction()

install_unit(mailsonde "mailsonde(1)" "mailsonde run" "Mailsonde, watches that mail arrives")
install_unit(mailsonde-sender "mailsonde-sender(8)" "mailsonde-sender" "Mailsonde's sender on Kafka")
install_unit(mailsonde-checker "mailsonde-checker(8)" "mailsonde-checker" "Mailsonde's checker on Kafka")

# Examples name the schema for editors.
file(GLOB_RECURSE examples "${share}/doc/mailsonde/examples/*.yaml")
foreach(example IN LISTS examples)
  file(READ "${example}" text)
  string(REGEX REPLACE "\\$schema=[./]+/shared/config/schema/"
    "$schema=${CMAKE_INSTALL_PREFIX}/share/mailsonde/schema/" text "${text}")
  file(WRITE "${example}" "${text}")
endforeach()
