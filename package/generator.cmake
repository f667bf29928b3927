# SPDX-License-Identifier: Apache-2.0
# Read by CPack, once for each kind of package: which components are in it, and where they go.
list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 built)
set(CPACK_INSTALL_CMAKE_PROJECTS ${built} byval byval /)
if(CPACK_GENERATOR STREQUAL DEB)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX "")
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${built} byval libraries /)
endif()
