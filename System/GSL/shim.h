#pragma once
// GSL's own CBLAS header would declare the enumerations of <cblas.h> a second time; OpenBLAS serves them.
#include <cblas.h>
#define __GSL_CBLAS_H__
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>
