#include "policy/format/fields.h"

#include <stddef.h>

#ifdef ATTEND_FIELD_DOCS
#define DOC(text) , text
#else
#define DOC(text)
#endif

#define REQ FIELD_REQUIRED
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

/* -- rows, by what they need to say -- */

#define ONE(key, type, flags, doc) {key, type, MANY_ONE, 0, SHAPE_NONE, flags, 0, 0, "", "" DOC(doc)}
#define TRUTH(key, doc) {key, FIELD_BOOLEAN, MANY_ONE, 0, SHAPE_NONE, 0, 0, 0, "", "false" DOC(doc)}
#define WHOLE(key, flags, least, most, doc) \
    {key, FIELD_WHOLE, MANY_ONE, 0, SHAPE_NONE, flags, least, most, "", "" DOC(doc)}
#define WORD(key, flags, words, doc) {key, FIELD_WORD, MANY_ONE, 0, SHAPE_NONE, flags, 0, 0, words, "" DOC(doc)}
#define OBJECT(key, shape, flags, fallback, doc) \
    {key, FIELD_OBJECT, MANY_ONE, 0, shape, flags, 0, 0, "", fallback DOC(doc)}
#define LIST(key, type, shape, flags, least, most, doc) \
    {key, type, MANY_LIST, 0, shape, flags, least, most, "", "" DOC(doc)}
#define LIST_OR_NONE(key, type, shape, most, doc) {key, type, MANY_LIST, 0, shape, 0, 0, most, "", "[]" DOC(doc)}
#define MAP(key, key_type, shape, most, doc) {key, FIELD_OBJECT, MANY_MAP, key_type, shape, 0, 0, most, "", "{}" DOC(doc)}
#define COMPARATOR(key, doc) {key, FIELD_NUMBER, MANY_ONE, 0, SHAPE_PARAM_NAME, 0, 0, 0, "", "" DOC(doc)}
#define UNITS(key, flags, doc) {key, FIELD_WHOLE, MANY_ONE, 0, SHAPE_PARAM_NAME, flags, 1, 800, "", "" DOC(doc)}

/* -- rows that several shapes have -- */

#define TITLE ONE("title", FIELD_TEXT, REQ | FIELD_PROSE, "What people call it.")
#define TITLE_OR_NONE ONE("title", FIELD_TEXT, FIELD_PROSE, "What people call it.")
#define NOTE ONE("note", FIELD_TEXT, FIELD_PROSE, "A remark for people.")
#define REPLACES ONE("replaces", FIELD_EDITION, 0, \
    "The document, with its version, whose object of this id this one takes the place of.")
#define INFERRED TRUTH("inferred", "Marks a number or reading that the source does not print.")
#define FROM ONE("from", FIELD_DATE, 0, "First day in force; without it there is no first day.")
#define FROM_NEEDED ONE("from", FIELD_DATE, REQ, "First day.")
#define TO ONE("to", FIELD_DATE, 0, "Last day in force; without it there is no last day.")
#define TO_NEEDED ONE("to", FIELD_DATE, REQ, "Last day.")
#define EVENT(flags, doc) WORD("event", flags, "started reviewed closed", doc)
#define SOURCE(flags) ONE("source", FIELD_PLACE, flags, "The source it rests on, perhaps with the place in it after a #.")
#define SESSIONS_MAP MAP("sessions", FIELD_SESSION, SHAPE_SESSION, 4, \
    "The sessions of a day; AM (order 1) and PM (order 2) when neither the document nor what it extends names any.")
#define SOME_SESSIONS LIST("sessions", FIELD_SESSION, SHAPE_NONE, 0, 1, 4, "The sessions it concerns; without it all of them.")

#define HEAD(remove_shape) \
    WHOLE("format", REQ, 1, 1, "Number of the document format."), \
    WHOLE("semantics", REQ, 1, 1, "Number of the meaning the document was written for."), \
    WORD("kind", REQ, "codes policy calendar", "What the document is."), \
    ONE("id", FIELD_ID, REQ, "The document's own id."), \
    ONE("version", FIELD_VERSION, REQ, "The document's own version."), \
    TITLE, \
    LIST_OR_NONE("extends", FIELD_REFERENCE, SHAPE_NONE, 63, "Documents of the same kind whose objects are inherited."), \
    OBJECT("remove", remove_shape, 0, "{}", "Inherited ids that are taken away, by section."), \
    MAP("sources", FIELD_ID, SHAPE_SOURCE, ENTRIES_MAX, "What rules and numbers rest on.")

#define REMOVES(key, type) LIST(key, type, SHAPE_NONE, 0, 1, ENTRIES_MAX, "Inherited " key " that are taken away.")

/* -- documents -- */

static const field codes_fields[] = {
    HEAD(SHAPE_CODES_REMOVE),
    SESSIONS_MAP,
    MAP("classes", FIELD_ID, SHAPE_CLASS, 32, "What a code may count as."),
    MAP("codes", FIELD_CODE, SHAPE_CODE, ENTRIES_MAX, "What is written for a pupil in a session.")};

static const field policy_fields[] = {
    HEAD(SHAPE_POLICY_REMOVE),
    ONE("codes", FIELD_REFERENCE, 0, "The code set that selections speak of; inherited when left out."),
    MAP("params", FIELD_ID, SHAPE_PARAM, ENTRIES_MAX, "Numbers that rules name and overlays may set."),
    MAP("measures", FIELD_ID, SHAPE_MEASURE, ENTRIES_MAX, "What is counted."),
    MAP("flags", FIELD_ID, SHAPE_FLAG, ENTRIES_MAX, "Named conditions."),
    MAP("facts", FIELD_ID, SHAPE_FACT, ENTRIES_MAX, "Statements about a pupil that are true, false or unknown on a day."),
    MAP("barriers", FIELD_ID, SHAPE_FACT, ENTRIES_MAX, "What keeps a pupil from school: facts that go by barrier:id."),
    MAP("steps", FIELD_ID, SHAPE_STEP, ENTRIES_MAX, "What people start, review and close."),
    OBJECT("tiers", SHAPE_TIERS, 0, "", "The one list of tiers; inherited whole when left out."),
    MAP("set", FIELD_ID, SHAPE_SETTING, ENTRIES_MAX, "New values of inherited params.")};

static const field calendar_fields[] = {
    HEAD(SHAPE_CALENDAR_REMOVE),
    SESSIONS_MAP,
    {"weekdays", FIELD_WORD, MANY_LIST, 0, SHAPE_NONE, FIELD_INHERITED, 1, 7, "mon tue wed thu fri sat sun",
     "[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"]" DOC("Weekdays on which school is held; inherited when left out.")},
    MAP("years", FIELD_ID, SHAPE_YEAR, ENTRIES_MAX, "Academic years, in order of their dates."),
    MAP("closures", FIELD_ID, SHAPE_CLOSURE, ENTRIES_MAX, "Stretches of days, or some of their sessions, without school."),
    MAP("openings", FIELD_ID, SHAPE_CLOSURE, ENTRIES_MAX,
        "Stretches of days, or some of their sessions, with school whatever else is said.")};

static const field codes_remove_fields[] = {
    REMOVES("sources", FIELD_ID), REMOVES("sessions", FIELD_SESSION), REMOVES("classes", FIELD_ID), REMOVES("codes", FIELD_CODE)};

static const field policy_remove_fields[] = {
    REMOVES("sources", FIELD_ID), REMOVES("params", FIELD_ID), REMOVES("measures", FIELD_ID), REMOVES("flags", FIELD_ID),
    REMOVES("facts", FIELD_ID), REMOVES("barriers", FIELD_ID), REMOVES("steps", FIELD_ID)};

static const field calendar_remove_fields[] = {
    REMOVES("sources", FIELD_ID), REMOVES("sessions", FIELD_SESSION), REMOVES("years", FIELD_ID),
    REMOVES("closures", FIELD_ID), REMOVES("openings", FIELD_ID)};

/* -- objects of every document -- */

static const field source_fields[] = {
    TITLE,
    WORD("kind", REQ, "law guidance data practice", "What authority it has."),
    ONE("url", FIELD_URL, 0, "Where it can be read."),
    ONE("date", FIELD_DATE, 0, "Its date."),
    NOTE,
    REPLACES};

/* -- objects of codes -- */

static const field session_fields[] = {
    TITLE, WHOLE("order", REQ, 1, 4, "Its place in the day, from 1, without gaps."), REPLACES};

static const field class_fields[] = {TITLE, REPLACES};

static const field code_fields[] = {
    TITLE,
    WHOLE("index", 0, 1, 255, "What hosts store; never renumbered."),
    LIST("uses", FIELD_OBJECT, SHAPE_USE, 0, 1, ENTRIES_MAX, "What it counts as, in order of dates."),
    ONE("maps_to", FIELD_CODE, 0, "The code that this sub-code counts as."),
    ONE("session", FIELD_SESSION, 0, "The only session of the day it may stand in."),
    ONE("may_become", FIELD_CODE, 0, "The code that explanations try in its place, while its reason is still to be found."),
    REPLACES};
static const rule code_rules[] = {
    {RULE_ONE, "index maps_to", "", ""},
    {RULE_TOGETHER, "index uses", "", ""},
    {RULE_ONLY_WITH, "session may_become", "index", ""}};

static const field use_fields[] = {
    LIST("classes", FIELD_ID, SHAPE_NONE, REQ, 1, 32, "What it counts as in these days."), FROM, TO, SOURCE(REQ), INFERRED};

/* -- objects of policies -- */

static const field param_fields[] = {
    TITLE,
    LIST("values", FIELD_OBJECT, SHAPE_VALUE, REQ, 1, ENTRIES_MAX, "Its values, in order of dates."),
    ONE("min", FIELD_NUMBER, 0, "The least that an overlay may set."),
    ONE("max", FIELD_NUMBER, 0, "The most that an overlay may set."),
    REPLACES};

static const field value_fields[] = {
    ONE("value", FIELD_NUMBER, REQ, "The number."),
    ONE("from", FIELD_DATE, REQ, "First day in force."),
    ONE("to", FIELD_DATE, 0, "Last day in force; without it the day before the next value begins."),
    SOURCE(REQ), INFERRED};

static const field setting_fields[] = {
    LIST("values", FIELD_OBJECT, SHAPE_VALUE, REQ, 1, ENTRIES_MAX, "The values that take the place of the inherited ones.")};

static const field measure_fields[] = {
    TITLE,
    WORD("kind", REQ, "count rate days run difference", "How the marks of the selection become a value."),
    OBJECT("select", SHAPE_SELECTION, REQ, "", "The marks that are counted."),
    {"window", FIELD_WORD, MANY_ONE, 0, SHAPE_WINDOW, REQ, 0, 0, "year term half_term previous_year enrolment", ""
     DOC("The days that are counted: a period, the latest units, or those since an event.")},
    OBJECT("base", SHAPE_SELECTION, 0, "{\"classes\":[\"possible\"]}", "The marks of the denominator."),
    OBJECT("exclude", SHAPE_SELECTION, 0, "", "Marks that are left out of numerator and denominator."),
    WHOLE("minimum", 0, 1, 10000, "Fewer sessions than this in the base make the measure unknown."),
    WORD("run", 0, "current longest", "Which run of days."),
    ONE("count_from", FIELD_DATE, 0, "Nothing before this day is counted."),
    FROM, TO, SOURCE(0), INFERRED, NOTE, REPLACES};
static const rule measure_rules[] = {
    {RULE_NEEDED_WHEN, "run", "kind", "run"},
    {RULE_ALLOWED_WHEN, "base", "kind", "rate difference"},
    {RULE_LATEST_WHEN, "window", "kind", "difference"},
    {RULE_ORDER, "from to", "", ""}};

static const field selection_fields[] = {
    LIST("classes", FIELD_ID, SHAPE_NONE, 0, 1, ENTRIES_MAX, "Marks of any of these classes."),
    LIST("codes", FIELD_CODE, SHAPE_NONE, 0, 1, ENTRIES_MAX, "Marks with any of these codes.")};
static const rule selection_rules[] = {{RULE_SOME, "classes codes", "", ""}};

static const field window_fields[] = {
    UNITS("last", 0, "How many of the latest units."),
    WORD("unit", 0, "sessions days weeks school_days school_weeks", "What is counted back."),
    WHOLE("offset", 0, 1, 800, "How many of the latest units are skipped first."),
    TRUTH("possible", "Counts only sessions that are possible for the pupil."),
    OBJECT("since", SHAPE_SINCE, 0, "", "The event from whose latest day on it counts.")};
static const rule window_rules[] = {
    {RULE_ONE, "last since", "", ""},
    {RULE_ONE_WITH, "unit", "last", ""},
    {RULE_ONLY_WITH, "offset possible", "last", ""},
    {RULE_ALLOWED_WHEN, "possible", "unit", "sessions"}};

static const field since_fields[] = {ONE("step", FIELD_ID, REQ, "The step."), EVENT(REQ, "The event in it.")};

static const field param_name_fields[] = {ONE("param", FIELD_ID, REQ, "The param that gives the number.")};

static const field flag_fields[] = {
    TITLE,
    OBJECT("when", SHAPE_CONDITION, REQ, "", "What makes it true."),
    SOURCE(REQ), FROM, TO, INFERRED, NOTE, REPLACES};

static const field condition_fields[] = {
    ONE("measure", FIELD_ID, 0, "The measure that is compared."),
    COMPARATOR("below", "True when the measure is less."),
    COMPARATOR("at_most", "True when the measure is less or equal."),
    COMPARATOR("equal", "True when the measure is equal."),
    COMPARATOR("at_least", "True when the measure is greater or equal."),
    COMPARATOR("above", "True when the measure is greater."),
    ONE("fact", FIELD_ID, 0, "True when this fact is."),
    ONE("barrier", FIELD_ID, 0, "True when this barrier is."),
    ONE("flag", FIELD_ID, 0, "True when this flag of the same policy is."),
    ONE("tier", FIELD_ID, 0, "True when this was the tier as of the day before."),
    ONE("step", FIELD_ID, 0, "The step whose event or outcome is asked for."),
    EVENT(0, "True when such an event has counted."),
    OBJECT("ago", SHAPE_SPAN, 0, "", "How long ago the latest such event must be."),
    ONE("outcome", FIELD_ID, 0, "True when the latest closed episode ended with this outcome."),
    OBJECT("crosses", SHAPE_CONDITION, 0, "", "True when this condition is, and was false the day before."),
    LIST("all", FIELD_OBJECT, SHAPE_CONDITION, 0, 1, 64, "True when every one of these conditions is."),
    LIST("any", FIELD_OBJECT, SHAPE_CONDITION, 0, 1, 64, "True when one of these conditions is."),
    OBJECT("not", SHAPE_CONDITION, 0, "", "True when this condition is false.")};
static const rule condition_rules[] = {
    {RULE_ONE, "measure fact barrier flag tier step crosses all any not", "", ""},
    {RULE_ONE_WITH, "below at_most equal at_least above", "measure", ""},
    {RULE_ONE_WITH, "event outcome", "step", ""},
    {RULE_ONLY_WITH, "ago", "event", ""}};

static const field span_fields[] = {
    UNITS("n", REQ, "How many units."), WORD("unit", REQ, "days weeks school_days school_weeks", "What is counted.")};

static const field fact_fields[] = {
    TITLE,
    {"type", FIELD_WORD, MANY_ONE, 0, SHAPE_NONE, 0, 0, 0, "boolean", "\"boolean\"" DOC("What it may be.")},
    WORD("not_recorded", REQ, "false unknown", "What it is on a day that no row covers."),
    SOURCE(0), INFERRED, NOTE, REPLACES};

static const field step_fields[] = {
    TITLE,
    WORD("class", REQ, "support safeguarding administrative enforcement", "What it is for."),
    LIST("outcomes", FIELD_ID, SHAPE_NONE, 0, 1, 64, "How an episode may end."),
    SOURCE(REQ), INFERRED, NOTE, REPLACES};

static const field tiers_fields[] = {
    TITLE,
    ONE("measure", FIELD_ID, 0, "With it each tier is a band of this measure."),
    LIST("list", FIELD_OBJECT, SHAPE_TIER, REQ, 2, 32, "The tiers, most intensive first."),
    OBJECT("down", SHAPE_DOWN, 0, "", "What lets a pupil come down; without it coming down is immediate."),
    OBJECT("provisional", SHAPE_CONDITION, 0, "", "Unless this is false the tier rests on too little."),
    LIST("beside", FIELD_ID, SHAPE_NONE, 0, 1, ENTRIES_MAX, "Flags that explanations tell along with the tier."),
    SOURCE(REQ), INFERRED, NOTE, REPLACES};

static const field tier_fields[] = {
    ONE("id", FIELD_ID, REQ, "The tier's id."),
    TITLE,
    COMPARATOR("below", "Upper edge: values less than this."),
    COMPARATOR("at_most", "Upper edge: values less than or equal to this."),
    COMPARATOR("at_least", "Lower edge: values greater than or equal to this."),
    COMPARATOR("above", "Lower edge: values greater than this."),
    OBJECT("enter", SHAPE_CONDITION, 0, "", "What puts a pupil here, without bands."),
    ONE("otherwise", FIELD_TRUE, 0, "The last tier without bands: for everyone whom no other takes."),
    OBJECT("leave", SHAPE_LEAVE, 0, "", "How it is left, and comes back."),
    SOURCE(0), INFERRED, NOTE};
static const rule tier_rules[] = {
    {RULE_SOME, "above at_least below at_most enter otherwise", "", ""},
    {RULE_MOST_ONE, "above at_least enter otherwise", "", ""},
    {RULE_MOST_ONE, "below at_most enter otherwise", "", ""}};

static const field leave_fields[] = {
    ONE("step", FIELD_ID, REQ, "The step during which the pupil stays."),
    {"at", FIELD_WORD, MANY_LIST, 0, SHAPE_NONE, REQ, 1, 2, "reviewed closed", "" DOC("The events at which it may be left.")},
    OBJECT("if", SHAPE_CONDITION, REQ, "", "What must be true at such an event."),
    ONE("then", FIELD_ID, REQ, "The tier that takes its place."),
    OBJECT("again", SHAPE_CONDITION, REQ, "", "What puts a pupil who has left it here again.")};

static const field down_fields[] = {
    ONE("review", FIELD_ID, 0, "The step whose reviews let a pupil come down."),
    OBJECT("after", SHAPE_SPAN, 0, "", "How long the tiers computed must have been lower.")};
static const rule down_rules[] = {{RULE_SOME, "review after", "", ""}};

/* -- objects of calendars -- */

static const field year_fields[] = {
    TITLE_OR_NONE, FROM_NEEDED, TO_NEEDED,
    LIST_OR_NONE("terms", FIELD_OBJECT, SHAPE_TERM, ENTRIES_MAX, "Its terms, in order."), REPLACES};

static const field term_fields[] = {
    ONE("id", FIELD_ID, REQ, "The term's id."), TITLE_OR_NONE, FROM_NEEDED, TO_NEEDED,
    LIST_OR_NONE("half_terms", FIELD_OBJECT, SHAPE_HALF_TERM, ENTRIES_MAX, "Its half terms, in order.")};

static const field half_term_fields[] = {
    ONE("id", FIELD_ID, REQ, "The half term's id."), TITLE_OR_NONE, FROM_NEEDED, TO_NEEDED};

static const field closure_fields[] = {TITLE_OR_NONE, FROM_NEEDED, TO_NEEDED, SOME_SESSIONS, REPLACES};

static const rule dated_rules[] = {{RULE_ORDER, "from to", "", ""}};

static shape shape_of(const char *name, const char *doc, const field *fields, uint32_t n_fields)
{
    shape found = {name, doc, fields, NULL, n_fields, 0};
    return found;
}

static shape with_rules(shape found, const rule *rules, uint32_t n_rules)
{
    found.rules = rules;
    found.n_rules = n_rules;
    return found;
}

#define PLAIN(name, fields, doc) shape_of(name, doc, fields, COUNT(fields))
#define RULED(name, fields, rules, doc) with_rules(PLAIN(name, fields, doc), rules, COUNT(rules))

/* A switch and not a table, which would hold pointers. */
shape attend__shape(shape_id id)
{
    switch (id) {
    case SHAPE_CODES: return PLAIN("codes", codes_fields, "A code set: sessions, classes and codes.");
    case SHAPE_POLICY: return PLAIN("policy", policy_fields, "A policy: params, measures, flags, facts, steps and tiers.");
    case SHAPE_CALENDAR: return PLAIN("calendar", calendar_fields, "A calendar: years, closures and openings.");
    case SHAPE_SOURCE: return PLAIN("source", source_fields, "What a rule or number rests on.");
    case SHAPE_SESSION: return PLAIN("session", session_fields, "One slot of a school day.");
    case SHAPE_CLASS: return PLAIN("class", class_fields, "One thing that codes may count as.");
    case SHAPE_CODE: return RULED("code", code_fields, code_rules, "One code, or a sub-code that counts as another.");
    case SHAPE_USE: return RULED("use", use_fields, dated_rules, "What a code counts as in some days.");
    case SHAPE_PARAM: return PLAIN("param", param_fields, "A number with dates that rules name.");
    case SHAPE_VALUE: return RULED("value", value_fields, dated_rules, "A param's number in some days.");
    case SHAPE_SETTING: return PLAIN("setting", setting_fields, "New values of one inherited param.");
    case SHAPE_MEASURE:
        return RULED("measure", measure_fields, measure_rules, "A count, rate, days, run or difference in a window.");
    case SHAPE_SELECTION: return RULED("selection", selection_fields, selection_rules, "A union of classes and codes.");
    case SHAPE_WINDOW: return RULED("window", window_fields, window_rules, "The latest n units, or all days since an event.");
    case SHAPE_SINCE: return PLAIN("since", since_fields, "An event of a step.");
    case SHAPE_PARAM_NAME: return PLAIN("param-name", param_name_fields, "A param in the place of a number.");
    case SHAPE_FLAG: return RULED("flag", flag_fields, dated_rules, "A condition with a name, a source and dates.");
    case SHAPE_CONDITION:
        return RULED("condition", condition_fields, condition_rules, "One comparison or test, or conditions joined.");
    case SHAPE_SPAN: return PLAIN("span", span_fields, "A stretch of time, counted from a day.");
    case SHAPE_FACT: return PLAIN("fact", fact_fields, "A fact, or a barrier.");
    case SHAPE_STEP: return PLAIN("step", step_fields, "Something that is started, reviewed and closed.");
    case SHAPE_TIERS: return PLAIN("tiers", tiers_fields, "Tiers of support: bands of one measure, or a list of conditions.");
    case SHAPE_TIER: return RULED("tier", tier_fields, tier_rules, "One tier of support.");
    case SHAPE_LEAVE: return PLAIN("leave", leave_fields, "A tier that is kept during a step and left after it.");
    case SHAPE_DOWN: return RULED("down", down_fields, down_rules, "What lets a pupil come down.");
    case SHAPE_YEAR: return RULED("year", year_fields, dated_rules, "An academic year.");
    case SHAPE_TERM: return RULED("term", term_fields, dated_rules, "A term of a year.");
    case SHAPE_HALF_TERM: return RULED("half-term", half_term_fields, dated_rules, "A half term of a term.");
    case SHAPE_CLOSURE: return RULED("closure", closure_fields, dated_rules, "Days that are closed, or opened.");
    case SHAPE_CODES_REMOVE: return PLAIN("codes-remove", codes_remove_fields, "What a code set takes away.");
    case SHAPE_POLICY_REMOVE: return PLAIN("policy-remove", policy_remove_fields, "What a policy takes away.");
    case SHAPE_CALENDAR_REMOVE: return PLAIN("calendar-remove", calendar_remove_fields, "What a calendar takes away.");
    case SHAPE_NONE:
    case SHAPES: break;
    }
    return shape_of("", "", NULL, 0);
}

#define ID "[a-z0-9][a-z0-9-]{0,63}"
#define VERSION "[A-Za-z0-9.+-]{1,32}"

const type_info attend__types[FIELD_TYPES] = {
    [FIELD_OBJECT] = {"object", "an object", "an object", ""},
    [FIELD_TEXT] = {"text", "a text", "1 to 4000 bytes, without U+0000", ""},
    [FIELD_URL] = {"url", "a URL", "1 to 4000 bytes, without U+0000", ""},
    [FIELD_ID] = {"id", "an id", "1 to 64 of a-z 0-9 -, starting with a letter or digit", "^" ID "$"},
    [FIELD_VERSION] = {"version", "a version", "1 to 32 of A-Z a-z 0-9 . + -", "^" VERSION "$"},
    [FIELD_REFERENCE] = {"reference", "a document's id", "id or id@version", "^" ID "(@" VERSION ")?$"},
    [FIELD_EDITION] = {"edition", "a document's id and version", "id@version", "^" ID "@" VERSION "$"},
    [FIELD_PLACE] = {"source", "a source",
                     "an id, perhaps with # and 1 to 128 printable ASCII characters other than space, \" and \\",
                     "^" ID "(#[!#-\\[\\]-~]{1,128})?$"},
    [FIELD_CODE] = {"code", "a code", "1 to 8 printable ASCII characters, no space", "^[!-~]{1,8}$"},
    [FIELD_SESSION] = {"session", "a session's name", "1 to 8 of A-Z 0-9", "^[A-Z0-9]{1,8}$"},
    [FIELD_DATE] = {"date", "a date", "YYYY-MM-DD, from 1900-01-01 to 2199-12-31",
                    "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    [FIELD_WORD] = {"word", "a word", "one of the words listed", ""},
    [FIELD_WHOLE] = {"whole number", "a whole number", "digits alone", ""},
    [FIELD_NUMBER] = {"number", "a number", "a whole number, \"8.5\", \"80%\" or \"5 points\"", ""},
    [FIELD_BOOLEAN] = {"true or false", "true or false", "true or false", ""},
    [FIELD_TRUE] = {"true", "true", "true, or the member is left out", ""}};

#define DIGITS "(0|[1-9][0-9]{0,8})([.][0-9]{1,4})?"

const number_bounds attend__number_bounds[NUMBER_POINTS + 1] = {
    [NUMBER_WHOLE] = {"whole number", "", "", 0, INT64_C(1000000) * NUMBER_SCALE},
    [NUMBER_DECIMAL] = {"decimal", "^" DIGITS "$", "", 0, INT64_C(1000000) * NUMBER_SCALE},
    [NUMBER_PERCENT] = {"percentage", "^" DIGITS "%$", "%", 0, INT64_C(100) * NUMBER_SCALE},
    [NUMBER_POINTS] = {"points", "^-?" DIGITS " points$", " points", INT64_C(-100) * NUMBER_SCALE, INT64_C(100) * NUMBER_SCALE}};
