// zlib, which packs what is sent (Debian: zlib1g-dev).
#include <zlib.h>
