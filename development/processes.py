# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The servers and workers of a bench.

Contract: each runs in a session of its own that outlives us; number, start and stamp lie in `run/NAME.pid`.
Only what was started so is ever stopped: a number that came again belongs to another process and is left
alone. A service whose stamp says the same as before is not started again.
"""

import signal
import urllib.error
import urllib.request

from development import ports
from development.database import wait_until
from development.failures import Failure, lacking
from development.hands import send, stat_of
from development.ports import is_taken
from development.settings import SITE
from development.stamps import APP, digest
from development.workplace import INSIDE, Workplace

SERVICES = (
	"redis_cache",
	"redis_queue",
	"web",
	"front",
	"socketio",
	"worker_short",
	"worker_long",
	"schedule",
	"graph",
)
# what runs the code of this checkout
OURS = ("web", "worker_short", "worker_long", "schedule", "graph")
PHONE_NUMBER_ID = "100000000000001"
# Begins a session and notes its number, its start in clock ticks since boot, and its stamp.
START = r"""
name=$1 state=$2 log=$3 stamp=$4
shift 4
setsid bash -c '
	line=$(</proc/$$/stat) && line=${line##*) } && set -f && fields=($line)
	printf "%s %s %s\n" "$$" "${fields[19]}" "$2" >"$1"
	shift 2
	exec "$@"
' - "$state/run/$name.pid" "$stamp" "$@" >>"$log" 2>&1 </dev/null &
"""


def _noted(workplace: Workplace, name: str) -> list[str]:
	try:
		return (workplace.state / "run" / f"{name}.pid").read_text().split()
	except OSError:
		return []


def service_pid(workplace: Workplace, name: str) -> int | None:
	"""The process of a service that runs, None when it does not."""
	noted = _noted(workplace, name)
	if len(noted) < 2 or not noted[0].isdigit():
		return None
	fields = stat_of(noted[0])
	# nobody may have asked after one that has ended
	if len(fields) < 20 or fields[0] == "Z" or fields[19] != noted[1]:
		return None
	return int(noted[0])


def service_runs(workplace: Workplace, name: str) -> bool:
	"""Whether the service runs."""
	return service_pid(workplace, name) is not None


def running_services(workplace: Workplace) -> list[str]:
	"""What runs of ours."""
	return [name for name in SERVICES if service_runs(workplace, name)]


def service_stamp(workplace: Workplace, name: str, code: str) -> str:
	"""What a service was started with: when it says something else, the service must be started again."""
	settings = workplace.settings
	number = settings.ports
	if name.startswith("redis_"):
		words = f"{number['redis_cache']} {number['redis_queue']}"
	elif name == "socketio":
		words = f"{settings.refs} {number['socketio']}"
	elif name == "front":
		words = f"{(INSIDE / 'front.js').read_text()} {number['front']} {number['web']} {number['socketio']}"
	elif name == "web":
		words = f"{workplace.source} {code} {number['web']} {settings.refs} {(INSIDE / 'web.py').read_text()}"
	else:
		words = f"{workplace.source} {code} {settings.web_port} {settings.refs}"
	return digest(f"{words}\n")


def service_is_current(workplace: Workplace, name: str, code: str) -> bool:
	"""Whether the service runs with what it would be started with now."""
	return service_runs(workplace, name) and _noted(workplace, name)[2:] == [
		service_stamp(workplace, name, code)
	]


def services_are_current(workplace: Workplace, code: str, *names: str) -> bool:
	"""Whether each of the services is current."""
	return all(service_is_current(workplace, name, code) for name in names)


def check_ports(workplace: Workplace, command: str) -> None:
	"""Raises Failure when another program has one of the ports, with ports that are free."""
	for name, port in workplace.settings.ports.items():
		# an older ./dev had its web server where now the front stands
		ours = service_runs(workplace, name) or (name == "front" and service_runs(workplace, "web"))
		if not ours and is_taken(port):
			free = ports.free_web_port(workplace.settings)
			raise lacking(
				f"Port {port} ({ports.LABELS.get(name, name)}) is taken by another program: stop that"
				f" program, or choose other ports with WEB_PORT={free} ./dev {command}."
			)


def command_of(workplace: Workplace, name: str) -> tuple[str, list[str]]:
	"""Where a service runs, and what."""
	bench, number = workplace.bench, workplace.settings.ports
	sites, python = f"{bench}/sites", str(workplace.python)
	frappe = [python, "-m", "frappe.utils.bench_helper", "frappe"]
	commands = {
		"redis_cache": (str(bench), ["redis-server", "config/redis_cache.conf", "--daemonize", "no"]),
		"redis_queue": (str(bench), ["redis-server", "config/redis_queue.conf", "--daemonize", "no"]),
		"web": (sites, _gunicorn(workplace)),
		"front": (
			str(workplace.state),
			["node", "front.js", *(str(number[one]) for one in ("front", "web", "socketio"))],
		),
		"socketio": (str(bench), ["node", "apps/frappe/socketio.js"]),
		"worker_short": (sites, [*frappe, "worker", "--queue", "short,default"]),
		"worker_long": (sites, [*frappe, "worker", "--queue", "long,default,short"]),
		"schedule": (sites, [*frappe, "schedule"]),
	}
	return commands[name] if name in commands else (sites, _graph(workplace))


def _gunicorn(workplace: Workplace) -> list[str]:
	return [
		*(f"{workplace.bench}/env/bin/gunicorn", "--bind", f"127.0.0.1:{workplace.settings.ports['web']}"),
		*("--workers", "2", "--threads", "4", "--worker-class", "gthread"),
		*(
			"--worker-tmp-dir",
			f"{workplace.state}/run",
			"--timeout",
			"120",
			"--graceful-timeout",
			"2",
			"--preload",
		),
		*("--pythonpath", str(workplace.state), "web:application"),
	]


def _graph(workplace: Workplace) -> list[str]:
	"""The stand-in of Meta, whose secrets were made for this machine and open nothing anywhere else."""
	number = workplace.settings.ports
	return [
		*(str(workplace.python), "-m", f"{APP}.tests.loopback.graph", "--port", str(number["graph"])),
		*("--webhook", f"http://127.0.0.1:{number['front']}/api/method/{APP}.api.webhook.receive"),
		*("--app-secret", workplace.secret("graph_app_secret"), "--phone-number-id", PHONE_NUMBER_ID),
		*("--token", workplace.secret("graph_token")),
	]


def start_service(workplace: Workplace, name: str, stamp: str) -> None:
	"""Begin a service; `start_services` waits for its answer."""
	if name == "web":
		workplace.write_private("web.py", (INSIDE / "web.py").read_text(encoding="utf-8"))
	elif name == "front":
		workplace.write_private("front.js", (INSIDE / "front.js").read_text(encoding="utf-8"))
	directory, command = command_of(workplace, name)
	log = f"{workplace.bench}/logs/{name}.log"
	workplace.hands.in_bench(directory, "bash", "-c", START, "-", name, workplace.state, log, stamp, *command)


def service_answers(workplace: Workplace, name: str) -> bool:
	"""Whether a service does what it is there for."""
	if name in ("web", "front"):
		return _pings(workplace.settings.ports[name])
	port = workplace.settings.ports.get(name)
	return is_taken(port) if port else service_runs(workplace, name)


def _pings(port: int) -> bool:
	opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
	try:
		with opener.open(f"http://127.0.0.1:{port}/api/method/ping", timeout=5) as answer:
			return answer.status == 200
	except urllib.error.HTTPError as error:
		# the server stands; there is no site yet
		return error.code == 404
	except OSError:
		return False


def start_services(workplace: Workplace, code: str, *names: str) -> None:
	"""Start what is not current and wait until each answers. Raises Failure."""
	started = []
	for name in names:
		if not service_is_current(workplace, name, code):
			stop_services(workplace, name)
			start_service(workplace, name, service_stamp(workplace, name, code))
			started.append(name)
	for name in started:
		_await_service(workplace, name)
	# a worker has no port that answers: that it has not ended meanwhile says that it could begin
	for name in started:
		if not service_runs(workplace, name):
			raise _ended(workplace, name)


def _await_service(workplace: Workplace, name: str) -> None:
	log = f"{workplace.bench}/logs/{name}.log"
	if not wait_until(5, lambda: bool(_noted(workplace, name)), pause=0.02):
		raise Failure(f"The {name} process did not start: read {log}.")

	def settled() -> bool:
		return service_answers(workplace, name) or not service_runs(workplace, name)

	wait_until(60, settled, pause=0.05)
	if not service_answers(workplace, name):
		raise _ended(workplace, name)


def _ended(workplace: Workplace, name: str) -> Failure:
	log = f"{workplace.bench}/logs/{name}.log"
	return Failure(
		f"The {name} process ended or does not answer: read {log}, mend what it says, then run it again."
	)


def prepare_services(workplace: Workplace, title: str, code: str, *names: str) -> None:
	"""The services run, with this code."""
	if not services_are_current(workplace, code, *names):
		workplace.screen.step(title, start_services, workplace, code, *names)


def stop_services(workplace: Workplace, *names: str) -> None:
	"""Ask nicely, wait, then end whatever is left of the sessions that were started here."""
	found = ((name, service_pid(workplace, name)) for name in names)
	pids = {name: pid for name, pid in found if pid}
	for pid in pids.values():
		send(pid, signal.SIGTERM)
	wait_until(8, lambda: not any(service_runs(workplace, name) for name in pids), pause=0.05)
	for pid in pids.values():
		for member in members_of_session(pid):
			send(member, signal.SIGKILL)
	noted = [name for name in names if (workplace.state / "run" / f"{name}.pid").exists()]
	if noted:
		workplace.hands.in_bench(workplace.state / "run", "rm", "-f", *(f"{name}.pid" for name in noted))


def members_of_session(session: int) -> list[int]:
	"""The processes of a session."""
	return [pid for pid in ports.process_ids() if stat_of(pid)[3:4] == [str(session)]]


def stop_in_order(workplace: Workplace, *names: str) -> None:
	"""Workers let go of Redis before it ends."""
	stop_services(workplace, *(name for name in names if not name.startswith("redis_")))
	stop_services(workplace, *(name for name in names if name.startswith("redis_")))


def stop_old(workplace: Workplace, code: str) -> None:
	"""Old processes would fight with a migration for the same rows, and answer with yesterday's code."""
	if not services_are_current(workplace, code, "web", "worker_short", "worker_long"):
		stop_services(workplace, *OURS)


def web_address(workplace: Workplace, site: str = SITE, service: str = "front") -> str:
	"""Where a site is opened: by people at the front, by what measures or attacks it at the web server."""
	host = site if ports.name_resolves(site) else "localhost"
	return f"http://{host}:{workplace.settings.ports[service]}"
