import { version } from "../package.json";

if (process.argv.includes("--version")) {
  console.log(version);
} else {
  console.error("bantam: there is no such command. See bantam --help.");
  process.exit(2);
}
