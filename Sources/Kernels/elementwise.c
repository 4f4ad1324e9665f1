// The loops of elementwise.inc.h for Float and for Double. Sums may be reassociated and products contracted: that is
// what lets them vectorise, and it is why bytes are promised for one kind of processor only.
#pragma clang fp reassociate(on) contract(fast)
#include "kernels.h"

#include "clones.h"
#include "functions.h"

#define T float
#define NAME(x) x##_f32
#define BITS uint32_t
#define EXPONENT 0x7F800000u
#include "elementwise.inc.h"
#undef T
#undef NAME
#undef BITS
#undef EXPONENT

#define T double
#define NAME(x) x##_f64
#define BITS uint64_t
#define EXPONENT 0x7FF0000000000000u
#include "elementwise.inc.h"
