/** Loaded when a page is made, and not before: from source, the viewer is bundled by that. */
import { bundle } from "./bundle.macro.ts" with { type: "macro" };
import type { Profile } from "./profile.ts";

const script = bundle("viewer/viewer.ts");
const style = bundle("viewer/viewer.css");

/** What the page may do: run its own script, look as it does, save a file, and nothing else. */
export const pagePolicy = [
  "default-src 'none'",
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A page that shows a profile, with everything in it: it asks nobody for anything. */
export function profilePage(profile: Profile): string {
  const title = `Where time goes: ${profile.bantam.of}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page draws its graph with a script, which this browser does not run.</noscript>
<script type="application/json" id="profile">${JSON.stringify(profile).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
