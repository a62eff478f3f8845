// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt
//
// What nginx does before a bench in production: /socket.io goes to the realtime server, everything else to the web
// server, so that Desk finds both at one address.
//
// Contract: `node front.js PORT WEB-PORT SOCKETIO-PORT`, all on this machine. Requests, answers and WebSockets pass as
// they are, but for the word on where a page comes from, which is added for the realtime server. A server that does not
// answer is a 502; whoever leaves early ends only the own request.
/* eslint-env node */
const http = require("node:http");

const [port, web, socketio] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });

function target(request) {
	return /^\/socket\.io(\/|\?|$)/.test(request.url) ? socketio : web;
}

// What concerns only one of the two connections does not pass: the browser's stays open, the one behind does not.
function without_connection(raw) {
	const headers = [];
	for (let at = 0; at < raw.length; at += 2)
		if (!/^(connection|keep-alive|proxy-connection)$/i.test(raw[at]))
			headers.push(raw[at], raw[at + 1]);
	return headers;
}

function options(request, given) {
	const { method, url: path } = request;
	const port = target(request);
	// The realtime server wants to see that a page of the same host asks, which browsers only say to other hosts.
	const from =
		port === socketio && !request.headers.origin
			? ["Origin", `http://${request.headers.host}`]
			: [];
	return {
		host: "127.0.0.1",
		port,
		method,
		path,
		headers: [...given, ...from],
		agent,
		setHost: false,
	};
}

function pass(request, answer) {
	const onward = http.request(options(request, without_connection(request.rawHeaders)));
	onward.on("response", (given) => {
		answer.writeHead(
			given.statusCode,
			given.statusMessage,
			without_connection(given.rawHeaders)
		);
		given.pipe(answer);
		given.on("error", () => answer.destroy());
	});
	onward.on("error", () => {
		if (answer.headersSent) return answer.destroy();
		answer.writeHead(502, { "Content-Type": "text/plain", Connection: "close" });
		answer.end("The server behind does not answer.\n");
	});
	answer.on("close", () => onward.destroy());
	request.pipe(onward);
}

function upgrade(request, socket, head) {
	const onward = http.request(options(request, request.rawHeaders));
	const leave = () => {
		onward.destroy();
		socket.destroy();
	};
	onward.on("upgrade", (given, other, first) => {
		const lines = [`HTTP/1.1 ${given.statusCode} ${given.statusMessage}`];
		for (let at = 0; at < given.rawHeaders.length; at += 2)
			lines.push(`${given.rawHeaders[at]}: ${given.rawHeaders[at + 1]}`);
		socket.write(lines.join("\r\n") + "\r\n\r\n");
		socket.write(first);
		other.write(head);
		socket.pipe(other).pipe(socket);
		other.on("error", leave).on("close", leave);
	});
	// the server behind wants no WebSocket
	onward.on("response", (given) => {
		socket.end(
			`HTTP/1.1 ${given.statusCode} ${given.statusMessage}\r\nConnection: close\r\n\r\n`
		);
		given.resume();
	});
	onward.on("error", leave);
	socket.on("error", leave).on("close", leave);
	onward.end();
}

const server = http.createServer(
	{ requestTimeout: 0, headersTimeout: 60000, keepAliveTimeout: 60000 },
	pass
);
server.on("upgrade", upgrade);
server.on("clientError", (error, socket) => {
	if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
});
server.listen(port, "127.0.0.1");
