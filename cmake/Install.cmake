include(CMakePackageConfigHelpers)

install(TARGETS sightline EXPORT sightlineTargets)
if(TARGET sightline_cli)
  install(TARGETS sightline_cli)
endif()
install(DIRECTORY include/sightline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY models DESTINATION ${CMAKE_INSTALL_DATADIR}/sightline)
install(EXPORT sightlineTargets NAMESPACE sightline:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sightline)

configure_package_config_file(cmake/sightlineConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/sightlineConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sightline)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/sightlineConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sightlineConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/sightlineConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/sightline)

configure_file(cmake/sightline.pc.in ${CMAKE_CURRENT_BINARY_DIR}/sightline.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sightline.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
