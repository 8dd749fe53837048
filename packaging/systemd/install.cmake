# Run by `cmake --install`, with `packaging` set: writes the three units, with the path of the programs.
set(bin "${CMAKE_INSTALL_PREFIX}/bin")

function(install_unit name page command description)
  set(unit "${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${name}.service")
  message(STATUS "Installing: $ENV{DESTDIR}${unit}")
  configure_file("${packaging}/systemd/unit.in" "$ENV{DESTDIR}${unit}" @ONLY)
endfunction()

install_unit(mailsonde "mailsonde(1)" "mailsonde run" "Mailsonde, watches that mail arrives")
install_unit(mailsonde-sender "mailsonde-sender(8)" "mailsonde-sender" "Mailsonde's sender on Kafka")
install_unit(mailsonde-checker "mailsonde-checker(8)" "mailsonde-checker" "Mailsonde's checker on Kafka")
