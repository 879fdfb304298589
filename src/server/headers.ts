/** On every answer, whatever it is: nothing of it may run, be framed, be sniffed, or tell where its reader came from. */
export const secureHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** On pictures that users have given. */
export const pictureHeaders = {
  ...secureHeaders,
  // Also opened as a page of its own it is a picture and nothing else.
  "content-security-policy": `${secureHeaders["content-security-policy"]}; sandbox`,
  // Another picture has another address. For its reader's browser alone: who may see it is asked of each.
  "cache-control": "private, max-age=31536000, immutable",
} as const;
