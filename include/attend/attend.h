/**
 * @file attend.h
 * @brief The whole of attend: turns a school's register into decisions that can be trusted.
 */
#ifndef ATTEND_ATTEND_H
#define ATTEND_ATTEND_H

#include "attend/calendar.h"
#include "attend/case.h"
#include "attend/day.h"
#include "attend/decision.h"
#include "attend/document.h"
#include "attend/policy.h"
#include "attend/register.h"
#include "attend/status.h"
#include "attend/version.h"

#endif
