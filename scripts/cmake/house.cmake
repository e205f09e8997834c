# The only ways in which code enters the build. One folder, one target.
#
#   orc_library(NAME <target> SOURCES <files...> [USES <targets...>])
#   orc_program(NAME <target> SOURCES <files...> [USES <targets...>])
#   orc_test(NAME <target> SOURCES <files...> [USES <targets...>] LABELS <labels...>)
#
# A library without SOURCES is made of headers alone.

include(GoogleTest)

find_program(ORC_CCACHE ccache)
if(ORC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ORC_CCACHE})
endif()

function(orc_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    $<$<BOOL:${ORC_WERROR}>:-Werror>)
endfunction()

function(orc_library)
  cmake_parse_arguments(H "" "NAME" "SOURCES;USES" ${ARGN})
  if(NOT H_SOURCES)
    add_library(${H_NAME} INTERFACE)
    target_include_directories(${H_NAME} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${H_NAME} INTERFACE ${H_USES})
    return()
  endif()
  add_library(${H_NAME} STATIC ${H_SOURCES})
  target_include_directories(${H_NAME} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${H_NAME} PUBLIC ${H_USES})
  orc_warnings(${H_NAME})
endfunction()

function(orc_program)
  cmake_parse_arguments(H "" "NAME" "SOURCES;USES" ${ARGN})
  add_executable(${H_NAME} ${H_SOURCES})
  target_include_directories(${H_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${H_NAME} PRIVATE ${H_USES})
  orc_warnings(${H_NAME})
endfunction()

function(orc_test)
  cmake_parse_arguments(H "" "NAME;TIMEOUT" "SOURCES;USES;LABELS" ${ARGN})
  if(NOT H_TIMEOUT)
    set(H_TIMEOUT 60)
  endif()
  orc_program(NAME ${H_NAME} SOURCES ${H_SOURCES} USES ${H_USES} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${H_NAME} PRIVATE ORC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${H_NAME} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${H_LABELS}" TIMEOUT ${H_TIMEOUT})
endfunction()

# Enters those of the rooms that are there.
function(orc_rooms)
  foreach(room IN LISTS ARGN)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/CMakeLists.txt)
      add_subdirectory(${room})
    endif()
  endforeach()
endfunction()
