import { describe, expect, test } from "bun:test";
import { readChannelName, readHandle, readName } from "../../src/chat/names.ts";
import { Refusal } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe("a handle", () => {
  test.each([
    ["ana", "ana"],
    ["a", "a"],
    ["7", "7"],
    ["ana.lima-2_x", "ana.lima-2_x"],
    ["x".repeat(limits.handle_chars_max), "x".repeat(limits.handle_chars_max)],
    ["Ana", "ana"],
    ["ＡＮＡ", "ana"],
    ["\u212Aim", "kim"],
    ["ali", "ali"],
  ])("%j is taken as %j", (text, handle) => {
    expect(readHandle(text).handle).toBe(handle);
  });

  const refused = [
    ".ana",
    "ana.",
    "-ana",
    "ana-",
    "_ana",
    "ana_",
    ".",
    "ana lima",
    " ana",
    "ana\n",
    "ana\0",
    "a\0b",
    "@ana",
    "a/b",
  ].concat([
    "",
    "x".repeat(limits.handle_chars_max + 1),
    "an\u00e3",
    "ana\u0301",
    "\u0430na",
    "阿娜",
    "\u0130da",
    "ana\u200b",
    "\u202eana",
  ]);
  test.each(refused)("%j is refused", (text) => {
    expect(codeOf(() => readHandle(text))).toBe("bad_handle");
  });

  test.each([
    ["paypa1", "paypal"],
    ["paypai", "paypal"],
    ["pay.pal", "paypal"],
    ["pay_pal", "paypal"],
    ["p-a-y-p-a-l", "paypal"],
    ["PAYPAL", "paypal"],
    ["b0b", "bob"],
    ["llona", "ilona"],
    ["1lona", "ilona"],
    ["il0na", "ilona"],
    ["i1ona", "ilona"],
    ["rnark", "mark"],
    ["r.nark", "mark"],
    ["vvill", "will"],
    ["vv1ll", "will"],
  ])("%j has the key of %j", (one, other) => {
    expect(readHandle(one).key).toBe(readHandle(other).key);
  });

  test.each([
    ["ana", "anna"],
    ["bob", "rob"],
    ["ana1", "ana2"],
    ["max", "mex"],
    ["mark", "nark"],
    ["will", "vill"],
  ])("%j and %j have different keys", (one, other) => {
    expect(readHandle(one).key).not.toBe(readHandle(other).key);
  });

  const reserved = ["channel", "here", "everyone", "all", "admin", "owner", "bantam", "system", "support", "root"];
  const likeReserved = [
    "Admin",
    "adm1n",
    "admln",
    "adrnin",
    "ad.min",
    "a-d-m-i-n",
    "he-re",
    "a11",
    "al1",
    "0wner",
    "ovvner",
  ];
  test.each([...reserved, ...likeReserved])("%j, a reserved word or like one, is refused", (text) => {
    expect(codeOf(() => readHandle(text))).toBe("bad_handle");
  });
});

/** What no name may hold, however it is called on: a way to be empty, to be invisible, or to mislead. */
const misleading = [
  ["empty", ""],
  ["spaces", "   "],
  ["wide spaces", "\u3000\u2003\u00a0"],
  ["NUL", "a\0b"],
  ["tab", "a\tb"],
  ["line end", "a\nb"],
  ["line separator", "a\u2028b"],
  ["paragraph separator", "a\u2029b"],
  ["escape", "\u001b[31mred"],
  ["C1 control", "a\u0085b"],
  ["right-to-left override", "ana\u202egnp.exe"],
  ["right-to-left embedding", "\u202bana"],
  ["right-to-left isolate", "\u2067ana\u2069"],
  ["right-to-left mark", "ana\u200f"],
  ["Arabic letter mark", "ana\u061c"],
  ["zero-width space", "an\u200ba"],
  ["zero-width joiner", "an\u200da"],
  ["zero-width non-joiner", "ana\u200c"],
  ["zero-width joiner alone", "\u200d"],
  ["zero-width joiner after an accent", "x\u0301\u200da"],
  ["word joiner", "an\u2060a"],
  ["byte order mark", "\ufeffana\ufeff."],
  ["soft hyphen", "an\u00ada"],
  ["variation selector on a letter", "a\ufe0f"],
  ["tag characters", "a\u{e0041}"],
  ["Hangul filler", "\u3164"],
  ["halfwidth Hangul filler", "\uffa0"],
  ["blank Braille", "\u2800"],
  ["musical null", "\u{1d159}"],
  ["Mongolian vowel separator", "a\u180eb"],
  ["private use", "\ue000"],
  ["unassigned", "a\u0378"],
  ["lone surrogate", "a\ud800"],
  ["accent on what stands before", "\u0301ana"],
  ["a pile of accents", `z${"\u0336\u0321\u0328\u031b\u0324"}algo`],
] as const;

describe.each([
  ["display name", (text: string) => readName(text)],
  ["channel name", (text: string) => readChannelName(text).name],
])("a %s", (_what, read) => {
  test.each(misleading)("with nothing to see, or what misleads, is refused: %s", (_name, text) => {
    expect(codeOf(() => read(text))).toBe("bad_name");
  });

  test.each([
    ["Ana Lima", "Ana Lima"],
    ["  Ana   Lima ", "Ana Lima"],
    ["Jose\u0301", "Jos\u00e9"],
    ["山田\u3000太郎", "山田 太郎"],
    ["O’Brien-Smith, Jr.", "O’Brien-Smith, Jr."],
    ["Нгуен Ван", "Нгуен Ван"],
    ["محمد", "محمد"],
    ["علی\u200cرضا", "علی\u200cرضا"],
    ["ශ්\u200dරී", "ශ්\u200dරී"],
    ["สมชาย", "สมชาย"],
    ["👩\u200d💻 dev ❤\ufe0f 🇧🇷", "👩\u200d💻 dev ❤\ufe0f 🇧🇷"],
    ["x".repeat(limits.name_bytes_max), "x".repeat(limits.name_bytes_max)],
  ])("%j is shown as %j", (text, name) => {
    expect(read(text)).toBe(name);
  });

  test("that has grown beyond the limit by being normalised is refused", () => {
    expect(codeOf(() => read("\u0958".repeat(limits.name_bytes_max / 3)))).toBe("bad_name");
  });
});

describe("a channel name", () => {
  test.each([
    ["#general", "general"],
    ["##general", "general"],
    [" # general", "general"],
    ["c#", "c#"],
    ["General", "General"],
  ])("%j is shown as %j, without a leading #", (text, name) => {
    expect(readChannelName(text).name).toBe(name);
  });

  test.each(["#", "# ", "##"])("%j alone is refused", (text) => {
    expect(codeOf(() => readChannelName(text))).toBe("bad_name");
  });

  test.each([
    ["General", "general"],
    ["GENERAL", "general"],
    ["#general", "general"],
    ["genera1", "general"],
    ["generaI", "general"],
    ["genera|", "general"],
    ["g\u0435n\u0435r\u0430l", "general"],
    ["\u0262eneral", "general"],
    ["gen\u0435ra\u04cf", "general"],
    ["ｇｅｎｅｒａｌ", "general"],
    ["𝐠𝐞𝐧𝐞𝐫𝐚𝐥", "general"],
    ["ⓖⓔⓝⓔⓡⓐⓛ", "general"],
    ["modern", "modem"],
    ["vveb", "web"],
    ["l0ve", "love"],
    ["\u0412ob", "bob"],
    ["\u0412\u041e\u0422", "BOT"],
    ["\u0432\u043e\u0442", "bot"],
    ["\u041d\u0415LP", "help"],
    ["\u0397elp", "help"],
    ["\u039dews", "news"],
    ["\u03bdan", "van"],
    ["\u03bf\u03c1\u03c4", "opt"],
    ["\u0391lpha", "alpha"],
    ["\u0392eta", "beta"],
    ["\u13a0ev", "Dev"],
    ["\u041d\u0415", "HE"],
    ["\u041a\u041e\u0422", "KOT"],
    ["\u041c\u0410\u0425", "MAX"],
    ["\u0417\u041e\u041e", "3OO"],
    ["\u042c\u0410\u042c", "bAb"],
    ["\u0392\u039f\u0391", "BOA"],
    ["\u0396\u0395\u03a4\u0391", "ZETA"],
    ["\u03a7\u039f", "XO"],
    ["ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍ", "abcdefghijklm"],
    ["ɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "nopqrstuvwyz"],
    ["dev ops", "dev-ops"],
    ["dev_ops", "dev-ops"],
    ["dev.ops", "dev-ops"],
    ["dev\u2013ops", "dev-ops"],
    ["dev\u3000ops", "dev-ops"],
    ["Straße", "STRASSE"],
    ["ΟΔΟΣ", "οδος"],
    ["Νέα", "νέα"],
    ["\u0130stanbul", "istanbul"],
    ["\u0131stanbul", "istanbul"],
    ["ＣＡＦ\u00c9", "cafe\u0301"],
    ["c\u0430f\u00e9", "c\u0430fe\u0301"],
    ["ﬁsh", "fish"],
    ["❤\ufe0f", "❤"],
    ["علی\u200cرضا", "علیرضا"],
    ["カフェ", "ｶﾌｪ"],
  ])("%j has the key of %j", (one, other) => {
    expect(readChannelName(one).key).toBe(readChannelName(other).key);
  });

  test.each([
    ["café", "cafe"],
    ["c++", "c"],
    ["c#", "c"],
    ["v1.2", "v12"],
    ["devops", "dev-ops"],
    ["news", "news🎉"],
    ["дом", "том"],
    ["宿題", "宿第"],
    ["ios", "os"],
    ["2025", "2026"],
    ["й", "и"],
  ])("%j and %j have different keys", (one, other) => {
    expect(readChannelName(one).key).not.toBe(readChannelName(other).key);
  });

  test.each(["direct:1,2", "DIRECT:1,2", "d\u0456rect:2,3"])("%j never has the key of a direct channel", (text) => {
    expect(readChannelName(text).key).not.toStartWith("direct:");
  });

  test("has the key of its capitals, in every script that has them", () => {
    for (const script of ["Latin", "Greek", "Cyrillic", "Armenian", "Cherokee"]) {
      const one = new RegExp(`^\\p{Script=${script}}$`, "u");
      for (let code = 0x41; code < 0x20000; code++) {
        const letter = String.fromCodePoint(code);
        if (!one.test(letter) || !/\p{L}/u.test(letter)) continue;
        const key = readChannelName(letter).key;
        expect(readChannelName(letter.toLowerCase()).key).toBe(key);
        expect(readChannelName(letter.toUpperCase()).key).toBe(key);
      }
    }
  });
});
