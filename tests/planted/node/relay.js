// A relay for small messages that dies when one is too large: node relay.js PORT
//
// ws closes with 1009 what exceeds maxPayload, and emits "error" on that socket. Nobody listens, so that it is an
// exception, and the process ends. The best known trap of ws.
//
// Found by still-accepts, with one message of more than 16 KiB. A user gives the URL.

"use strict";

const { WebSocketServer } = require("ws");

const mended = Boolean(process.env.MENDED);
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  path: "/ws/relay",
  maxPayload: 16 * 1024,
});

server.on("connection", (socket) => {
  if (mended) socket.on("error", (error) => console.error(error.message));
  socket.on("message", (data, isBinary) => {
    socket.send(JSON.stringify({ relayed: data.length, binary: isBinary, to: server.clients.size - 1 }));
  });
});
