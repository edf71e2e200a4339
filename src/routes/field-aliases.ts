/** Other servers' names for fields of ours. */

/** Renames the fields of a body by a table from alias to name; where both are there, the name wins. */
export const renameAliases =
  (table: Readonly<Record<string, string>>) =>
  (body: unknown): unknown => {
    if (typeof body !== 'object' || body === null) return body;
    const renamed: Record<string, unknown> = { ...body };
    for (const [alias, field] of Object.entries(table)) {
      if (Object.hasOwn(renamed, alias)) renamed[field] ??= renamed[alias];
    }
    return renamed;
  };
