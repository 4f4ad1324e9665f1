#include "kernels.h"

static _Thread_local long allocations = 0;

long kernel_storage_allocations(void) { return allocations; }
void kernel_count_storage_allocation(void) { allocations += 1; }
