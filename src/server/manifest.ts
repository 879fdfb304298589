import type { Services } from "../chat/services.ts";
import { workspaceRecord } from "../chat/wire.ts";
import { secureHeaders } from "./headers.ts";
import { identify } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** The grounds of the light theme in src/web/style/tokens.css, behind what is shown until the page is there. */
const ground = "#ffffff";

/** What a long press on the installed app's icon offers, in the client's languages; the first is for who has none of them. */
const shortcuts = {
  en: { direct: "Write to somebody", browse: "Browse channels" },
  de: { direct: "Jemandem schreiben", browse: "Kanäle durchsehen" },
} as const;
type Language = keyof typeof shortcuts;

/** `GET /manifest.webmanifest`: how the client looks as an installed app. Who is signed in installs the workspace by its name. */
export function manifestRoute(services: Services, origins: Origins) {
  const GET = async (request: Request): Promise<Response> => {
    const name = (await isSignedIn(request)) ? workspaceRecord(services).name : "Bantam";
    const headers = {
      ...secureHeaders,
      "content-type": "application/manifest+json",
      "cache-control": "no-cache",
      vary: "accept-language, cookie",
    };
    const language = languageIn(request.headers.get("accept-language") ?? "");
    return new Response(JSON.stringify(manifest(name, language)), { headers });
  };
  return { GET, HEAD: GET };

  async function isSignedIn(request: Request): Promise<boolean> {
    try {
      return (await identify(services, origins, request)) !== undefined;
    } catch {
      // Whatever is wrong with the session: the page itself will tell.
      return false;
    }
  }
}

/** The first that there is of those that a browser names, which name what they want most first. */
function languageIn(header: string): Language {
  const asked = header.split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return asked.find(isLanguage) ?? "en";
}

function isLanguage(name: string): name is Language {
  return Object.hasOwn(shortcuts, name);
}

function manifest(name: string, language: Language) {
  const { direct, browse } = shortcuts[language];
  return {
    id: "/",
    lang: language,
    name,
    short_name: name,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: ground,
    theme_color: ground,
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: direct, url: "/?open=direct" },
      { name: browse, url: "/?open=browse" },
    ].map((shortcut) => ({ ...shortcut, icons: [{ src: "/icon-192.png", sizes: "192x192", type: "image/png" }] })),
  };
}
