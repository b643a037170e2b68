#include "policy/format/form_check.h"
#include "policy/message.h"

#define VALUE_BYTES_MAX 40u /* of a value in a message */

/* A message is not copied once started: its sink points into it. */
void attend__message_start(form_message *message, const char *text)
{
    message->out = attend__sink(message->buffer, sizeof message->buffer);
    attend__put_text(&message->out, text);
}

void attend__message_value(form_message *message, const json_doc *doc, uint32_t token)
{
    slice raw = attend__json_raw(doc, token);
    slice shown = {raw.at, attend__utf8_cut(raw, VALUE_BYTES_MAX)};
    bool quoted = doc->tokens[token].type == JSON_STRING;
    if (quoted)
        attend__put_char(&message->out, '\'');
    attend__put(&message->out, shown);
    if (shown.size < raw.size)
        attend__put_text(&message->out, "...");
    if (quoted)
        attend__put_char(&message->out, '\'');
}

bool attend__next_word(const char **words, slice *word)
{
    const char *at = *words;
    word->at = at;
    while (*at && *at != ' ')
        at++;
    word->size = (size_t)(at - word->at);
    *words = *at ? at + 1 : at;
    return word->size > 0;
}

bool attend__has_several_words(const char *words)
{
    slice first;
    return attend__next_word(&words, &first) && *words;
}

void attend__message_words(form_message *message, const char *words, char quote)
{
    slice word;
    for (uint32_t n = 0; attend__next_word(&words, &word); n++) {
        if (n > 0)
            attend__put_text(&message->out, *words ? ", " : " or ");
        if (quote)
            attend__put_char(&message->out, quote);
        attend__put(&message->out, word);
        if (quote)
            attend__put_char(&message->out, quote);
    }
}

static suggestion search_for(const json_doc *doc, uint32_t token)
{
    suggestion search = {.name = attend__json_raw(doc, token)};
    return search;
}

static void put_nearest(form_message *message, const suggestion *search)
{
    if (search->best.size == 0)
        return;
    attend__put_text(&message->out, "; did you mean '");
    attend__put(&message->out, search->best);
    attend__put_text(&message->out, "'?");
}

void attend__message_near_word(form_message *message, const json_doc *doc, uint32_t token, const char *words)
{
    suggestion search = search_for(doc, token);
    slice word;
    while (attend__next_word(&words, &word))
        attend__suggestion_offer(&search, word);
    put_nearest(message, &search);
}

void attend__message_near_key(form_message *message, const json_doc *doc, uint32_t token, const shape *in)
{
    suggestion search = search_for(doc, token);
    for (uint32_t i = 0; i < in->n_fields; i++)
        attend__suggestion_offer(&search, attend__slice(in->fields[i].key));
    put_nearest(message, &search);
}
