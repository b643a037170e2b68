/**
 * @file version.h
 * @brief Which library this is, and which meaning it implements.
 */
#ifndef ATTEND_VERSION_H
#define ATTEND_VERSION_H

#include <stdint.h>

#include "attend/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup version Version
 * @{
 */

#define ATTEND_VERSION "0.1.0"          /**< The header's version. */
#define ATTEND_VERSION_NUMBER 100       /**< major * 10000 + minor * 100 + patch. */
#define ATTEND_SEMANTICS 1              /**< Newest semantics number: what documents mean. */
#define ATTEND_FORMAT 1                 /**< Newest document format. */

/**
 * @brief The library's version, such as "0.1.0".
 * @return a static string.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API const char *attend_version(void);

/**
 * @brief The library's version as one number, major * 10000 + minor * 100 + patch.
 * @return the number, to compare with ATTEND_VERSION_NUMBER.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API int32_t attend_version_number(void);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
