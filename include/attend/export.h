/**
 * @file export.h
 * @brief ATTEND_API marks what the shared library exports.
 */
#ifndef ATTEND_EXPORT_H
#define ATTEND_EXPORT_H

/** @brief Marks a public function. Define ATTEND_STATIC when linking the static library on Windows. */
#if defined(ATTEND_STATIC)
#define ATTEND_API
#elif defined(_WIN32)
#if defined(ATTEND_BUILDING)
#define ATTEND_API __declspec(dllexport)
#else
#define ATTEND_API __declspec(dllimport)
#endif
#else
#define ATTEND_API __attribute__((visibility("default")))
#endif

#endif
