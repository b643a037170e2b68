/* Prints the table of fields as JSON, for docs/tools/make_field_docs.py. Runs where the library is built; no part of it. */
#define ATTEND_FIELD_DOCS /* the table again, with the sentences that the library leaves out */
#include "policy/format/fields.c"

#include <stdio.h>

static void print_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void print_member(const char *key, const char *text)
{
    printf(", \"%s\": ", key);
    if (text[0])
        print_string(text);
    else
        printf("null");
}

static void print_field(const field *f)
{
    static const char *const many[] = {"one", "list", "map"};
    printf("      {\"key\": \"%s\"", f->key);
    print_member("type", attend__types[f->type].name);
    print_member("many", many[f->many]);
    print_member("key_type", f->key_type ? attend__types[f->key_type].name : "");
    print_member("shape", attend__shape((shape_id)f->shape).name);
    printf(", \"required\": %s", f->flags & FIELD_REQUIRED ? "true" : "false");
    printf(", \"prose\": %s", f->flags & FIELD_PROSE ? "true" : "false");
    printf(", \"inherited\": %s", f->flags & FIELD_INHERITED ? "true" : "false");
    printf(", \"least\": %ld, \"most\": %ld", (long)f->least, (long)f->most);
    print_member("words", f->words);
    print_member("default", f->fallback);
    print_member("doc", f->doc);
    putchar('}');
}

static void print_rule(const rule *r)
{
    static const char *const kinds[] = {"",         "one",         "some",         "most-one",    "one-with", "together",
                                        "only-with", "needed-when", "allowed-when", "latest-when", "order"};
    printf("      {\"kind\": \"%s\"", kinds[r->kind]);
    print_member("keys", r->keys);
    print_member("with", r->with);
    print_member("words", r->words);
    putchar('}');
}

static void print_shape(shape s)
{
    printf("    {\"name\": \"%s\"", s.name);
    print_member("doc", s.doc);
    printf(", \"fields\": [\n");
    for (uint32_t i = 0; i < s.n_fields; i++) {
        print_field(&s.fields[i]);
        puts(i + 1 < s.n_fields ? "," : "");
    }
    printf("    ], \"rules\": [\n");
    for (uint32_t i = 0; i < s.n_rules; i++) {
        print_rule(&s.rules[i]);
        puts(i + 1 < s.n_rules ? "," : "");
    }
    printf("    ]}");
}

static void print_type(const type_info *t)
{
    printf("    {\"name\": \"%s\"", t->name);
    print_member("form", t->form);
    print_member("pattern", t->pattern);
    putchar('}');
}

static void print_number(const number_bounds *n)
{
    printf("    {\"name\": \"%s\"", n->name);
    print_member("pattern", n->pattern);
    printf(", \"least\": %ld, \"most\": %ld", (long)(n->least / NUMBER_SCALE), (long)(n->most / NUMBER_SCALE));
    printf(", \"suffix\": ");
    print_string(n->suffix);
    putchar('}');
}

int main(void)
{
    printf("{\n  \"text_bytes\": %d,\n  \"types\": [\n", TEXT_BYTES_MAX);
    for (int i = FIELD_OBJECT; i < FIELD_TYPES; i++) {
        print_type(&attend__types[i]);
        puts(i + 1 < FIELD_TYPES ? "," : "");
    }
    printf("  ],\n  \"numbers\": [\n");
    for (int i = NUMBER_WHOLE; i <= NUMBER_POINTS; i++) {
        print_number(&attend__number_bounds[i]);
        puts(i < NUMBER_POINTS ? "," : "");
    }
    printf("  ],\n  \"shapes\": [\n");
    for (int i = SHAPE_CODES; i < SHAPES; i++) {
        print_shape(attend__shape((shape_id)i));
        puts(i + 1 < SHAPES ? "," : "");
    }
    printf("  ]\n}\n");
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
