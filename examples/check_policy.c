/* Checks policy files against the format and against the bundled documents; prints every finding. */
#include <attend/attend.h>
#include <stdio.h>
#include <stdlib.h>

static int read_file(const char *name, attend_document *document) {
    FILE *file = fopen(name, "rb");
    char *text = malloc(4u << 20);
    if (file == NULL || text == NULL) return 0;
    document->size = fread(text, 1, 4u << 20, file);
    document->text = text;
    document->flags = document->reserved = 0;
    fclose(file);
    return 1;
}

int main(int argc, char **argv) {
    attend_document documents[ATTEND_DOCUMENTS_MAX];
    uint32_t n = 0, n_findings = 0, shown = 0;
    for (int i = 1; i < argc && n + attend_pack_count() < ATTEND_DOCUMENTS_MAX; i++)
        if (!read_file(argv[i], &documents[n++])) return fprintf(stderr, "%s: cannot be read\n", argv[i]), 1;
    for (uint32_t i = 0; i < attend_pack_count(); i++) attend_pack_get(i, NULL, &documents[n++]);

    size_t need = 0;
    attend_document_size(documents, n, &need, NULL);
    void *memory = malloc(need);
    static attend_finding findings[200];
    const attend_status status = attend_document_check(documents, n, memory, need, findings, 200, &n_findings);
    for (; shown < n_findings && shown < 200; shown++) {
        const attend_finding *f = &findings[shown];
        printf("%s:%u:%u: %s: %s [%s]\n", f->document + 1 < (uint32_t)argc ? argv[f->document + 1] : "(bundled)",
               (unsigned)f->line, (unsigned)f->column, f->path, f->message, attend_status_name(f->status));
    }
    puts(status == ATTEND_OK ? "no errors" : attend_status_text(status));
    free(memory);
    for (int i = 1; i < argc; i++) free((void *)(uintptr_t)documents[i - 1].text);
    return status != ATTEND_OK;
}
