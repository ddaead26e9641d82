// GEOS, the geometry engine, by its C interface (Debian: libgeos-dev). Only the calls that end in _r are used: each has
// a context of its own, so that many threads reckon at once.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
