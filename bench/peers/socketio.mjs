/**
 * Channels on Node with socket.io, as its own documentation makes them: rooms, and `io.to(room).emit`. It checks and stores
 * nothing.
 */
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

// Its documentation's advice for less memory.
io.engine.on("connection", (connection) => {
  connection.request = null;
});

io.on("connection", (socket) => {
  socket.on("join", async (channel, joined) => {
    await socket.join(channel);
    joined();
  });
  socket.on("send", (channel, message) => {
    io.to(channel).emit("message", message);
  });
});

http.listen(0, "127.0.0.1", () => {
  console.log(`socket.io is at http://127.0.0.1:${http.address().port}`);
});
