// Rooms of people who talk: node server.js PORT
//
// /rooms/NAME?name=WHO   a WebSocket; every text is told to everyone in the room
// /health                who is asked whether it runs
//
// It trusts X-Forwarded-For and X-Forwarded-Proto, so it must be reached through a proxy only. On SIGTERM it closes
// every session with 1012, so that clients know that they should come again, and ends when they have answered.

"use strict";

const http = require("node:http");
const { WebSocketServer, WebSocket } = require("ws");

const port = Number(process.argv[2] || 8080);
const warmUp = Number(process.env.WARM_UP_MS || 0);
const rooms = new Map();

const server = http.createServer((request, response) => {
  const found = request.url === "/health";
  response.writeHead(found ? 200 : 404, { "Content-Type": "application/json" });
  response.end(JSON.stringify(found ? { status: "ok", rooms: rooms.size } : { detail: "Not found." }));
});
const sockets = new WebSocketServer({ server, maxPayload: 64 * 1024 });

function tell(room, message) {
  const text = JSON.stringify(message);
  for (const member of rooms.get(room)?.keys() ?? []) {
    if (member.readyState === WebSocket.OPEN) member.send(text);
  }
}

sockets.on("connection", (socket, request) => {
  const url = new URL(request.url, "http://proxy");
  const [, kind, room] = url.pathname.split("/");
  const name = url.searchParams.get("name");
  if (kind !== "rooms" || !room || !name) {
    socket.close(4404, "no such room, or no name");
    return;
  }
  // The proxy appends the address that it saw; what stands before it is only what the client says.
  const from = (request.headers["x-forwarded-for"] ?? "").split(",").pop().trim();
  const scheme = request.headers["x-forwarded-proto"] ?? "http";
  const members = rooms.get(room) ?? new Map();
  rooms.set(room, members.set(socket, name));
  socket.send(JSON.stringify({ type: "welcome", room, name, from, scheme, host: request.headers.host }));
  tell(room, { type: "joined", name, members: [...members.values()].sort() });

  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.close(1003, "rooms are for texts");
    else tell(room, { type: "said", name, text: data.toString() });
  });
  socket.on("close", () => {
    members.delete(socket);
    if (members.size === 0) rooms.delete(room);
    tell(room, { type: "left", name });
  });
  socket.on("error", (error) => console.error(`${name}: ${error.message}`));
});

process.on("SIGTERM", () => {
  console.log(`restarting, ${sockets.clients.size} sessions`);
  for (const socket of sockets.clients) socket.close(1012, "restarting");
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

console.log("warming up");
setTimeout(() => server.listen(port, "127.0.0.1", () => console.log("the rooms are open")), warmUp);
