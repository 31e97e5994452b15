# cmake -D IN=openapi.json -D OUT=openapi.cc -P embed.cmake: the document as a C++ text.
file(READ "${IN}" document)
file(WRITE "${OUT}" "// Made from wire/openapi.json when the program was built.
#include \"devices/sandbox/service/wire/openapi.h\"

namespace service {

const std::string_view kOpenApiDocument = R\"openapi(${document})openapi\";

}  // namespace service
")
