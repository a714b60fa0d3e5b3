// As echo.py, for Node and ws: node echo.js PORT

"use strict";

const { WebSocketServer } = require("ws");

function answers(data, isBinary) {
  if (!isBinary && data.subarray(0, 9).toString() === '{"count":') {
    try {
      const asked = JSON.parse(data.toString());
      const count = Math.min(Number(asked.count), 100);
      return Array.from({ length: count }, (_, index) => `${asked.from} ${index + 1}`);
    } catch {
      return [data];
    }
  }
  return [data];
}

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: true });
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    for (const answer of answers(data, isBinary)) socket.send(answer, { binary: isBinary });
  });
  socket.on("error", () => {});
});
