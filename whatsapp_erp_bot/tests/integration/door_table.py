# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who may what, in one table: every whitelisted method of this app and every DocType of it, for seven roles.

Contract: data only. `test_doors` finds the methods and DocTypes by itself and fails where one has no row here, so that
whoever adds a door says in the same change whom it is for. What is not allowed here must be refused over HTTP, and what
is allowed must work.
"""

from dataclasses import dataclass, field

GUEST, PORTAL, DESK, AGENT, MANAGER, SELLER, SYSTEM = ROLES = (
	"guest",  # nobody logged in
	"portal",  # a Website User
	"desk",  # a user of Desk whose only role gives nothing
	"agent",  # WhatsApp Bot Agent, with one conversation
	"manager",  # WhatsApp Bot Manager
	"seller",  # Sales User
	"system",  # System Manager
)
EVERYBODY = frozenset(ROLES)
USERS = EVERYBODY - {GUEST}
OF_DESK = USERS - {PORTAL}
MANAGERS = frozenset({MANAGER, SYSTEM})
AGENTS = MANAGERS | {AGENT}
ADMIN = frozenset({SYSTEM})
NOBODY: frozenset[str] = frozenset()

READS, CHANGES = ("GET",), ("POST",)
# what Desk's own widgets call, which post everything
WIDGET = ("GET", "POST")


@dataclass(frozen=True)
class Door:
	"""`verbs` that it takes; `may` use it at all; `own`: besides, for what belongs to the agent's conversation.
	`arguments`: what is sent, where {contact}, {message}… stand for rows of another's conversation, or of the agent's."""

	verbs: tuple[str, ...]
	may: frozenset[str]
	arguments: dict[str, str] = field(default_factory=dict)
	own: frozenset[str] = NOBODY


API = "whatsapp_erp_bot.api."
CHARTS = "whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source."
DOORS = {
	# Meta and monitors: a signature and a token decide (test_webhook, test_monitoring)
	API + "webhook.receive": Door(("GET", "POST"), EVERYBODY),
	API + "health.check": Door(READS, MANAGERS),
	# one's own number
	API + "desk.link_state": Door(READS, OF_DESK),
	API + "desk.make_link_code": Door(CHANGES, OF_DESK),
	API + "desk.decide_link": Door(CHANGES, OF_DESK, {"code": "{code}", "accept": "0"}),
	API + "desk.unlink": Door(CHANGES, OF_DESK, {"contact": "{contact}"}),
	# conversations
	API + "desk.conversation": Door(READS, MANAGERS, {"name": "{conversation}"}, own=AGENTS),
	API + "desk.reply": Door(CHANGES, MANAGERS, {"name": "{conversation}", "text": "x"}, own=AGENTS),
	API + "desk.take_over": Door(CHANGES, MANAGERS, {"name": "{conversation}"}, own=AGENTS),
	API + "desk.mark_read": Door(CHANGES, MANAGERS, {"name": "{conversation}"}, own=AGENTS),
	API + "desk.give_back": Door(CHANGES, MANAGERS, {"name": "{conversation}"}, own=AGENTS),
	API + "desk.send_again": Door(CHANGES, MANAGERS, {"name": "{message}"}, own=AGENTS),
	# what managers decide
	API + "desk.decide_conflict": Door(CHANGES, MANAGERS, {"contact": "{contact}", "merge": "0"}),
	API + "desk.answer_again": Door(CHANGES, MANAGERS, {"name": "{message}"}),
	API + "desk.fetch_file": Door(CHANGES, MANAGERS, {"name": "{message}"}),
	API + "desk.replay": Door(CHANGES, MANAGERS, {"name": "{event}"}),
	API + "desk.hand_on_again": Door(CHANGES, MANAGERS, {"name": "{event}"}),
	# whose customer a number is: shown with the contact. Who reads that hears of what is no claim that it is none; a claim
	# is decided by who may also write the customer (test_customer_proof)
	API + "desk.customer_claims": Door(READS, MANAGERS, {"contact": "{contact}"}, own=AGENTS),
	API + "desk.decide_customer_claim": Door(
		CHANGES,
		MANAGERS,
		{
			"contact": "{contact}",
			"claim_contact": "x",
			"number": "521",
			"customer": "x",
			"accept": "1",
		},
		own=AGENTS,
	),
	# numbers
	API + "desk.test_account": Door(CHANGES, ADMIN, {"name": "{account}"}),
	API + "desk.shared_accounts": Door(READS, ADMIN),
	API + "desk.sync_templates": Door(CHANGES, ADMIN, {"account": "{account}"}),
	# the simulator, as oneself; as somebody else: test_doors
	API + "simulator.send": Door(CHANGES, OF_DESK, {"text": "x"}),
	API + "simulator.history": Door(READS, OF_DESK),
	API + "simulator.examples": Door(READS, OF_DESK),
	# link fields: what their reader may read
	API + "search.rows": Door(WIDGET, AGENTS, {"doctype": "WhatsApp Bot Contact"}),
	API + "search.link_title": Door(
		WIDGET, MANAGERS, {"doctype": "WhatsApp Bot Contact", "docname": "{contact}"}, own=AGENTS
	),
	# charts
	CHARTS + "whatsapp_bot_messages_per_day.whatsapp_bot_messages_per_day.get": Door(WIDGET, AGENTS),
	CHARTS + "whatsapp_bot_runs_by_command.whatsapp_bot_runs_by_command.get": Door(WIDGET, AGENTS),
}
# who comes in without a session
WITHOUT_SESSION = {API + "webhook.receive"}


@dataclass(frozen=True)
class Rights:
	"""Who may do what with every row of a DocType, and with the rows of the agent's conversation (`own_…`)."""

	read: frozenset[str]
	own_read: frozenset[str] = NOBODY
	create: frozenset[str] = NOBODY
	write: frozenset[str] = NOBODY
	own_write: frozenset[str] = NOBODY
	delete: frozenset[str] = NOBODY
	export: frozenset[str] = NOBODY
	share: frozenset[str] = NOBODY


DOCTYPES = {
	"WhatsApp Bot Account": Rights(
		read=MANAGERS, create=ADMIN, write=ADMIN, delete=ADMIN, export=ADMIN, share=ADMIN
	),
	"WhatsApp Bot Command": Rights(read=OF_DESK, write=MANAGERS, export=MANAGERS, share=MANAGERS),
	# rows of a table are changed with their document, by whoever may change that
	"WhatsApp Bot Command Role": Rights(
		read=OF_DESK, create=MANAGERS, write=MANAGERS, delete=MANAGERS, export=ADMIN, share=MANAGERS
	),
	"WhatsApp Bot Contact": Rights(
		read=MANAGERS,
		own_read=AGENTS,
		# with ids only a System Manager makes one: whoever adds an id to a contact speaks as whoever it is bound to
		create=ADMIN,
		write=MANAGERS,
		delete=MANAGERS,
		export=MANAGERS,
		share=MANAGERS,
	),
	"WhatsApp Bot Contact Alias": Rights(
		read=MANAGERS,
		own_read=AGENTS,
		create=ADMIN,
		write=ADMIN,
		delete=ADMIN,
		export=ADMIN,
		share=MANAGERS,
	),
	"WhatsApp Bot Conversation": Rights(
		read=MANAGERS,
		own_read=AGENTS,
		write=MANAGERS,
		own_write=AGENTS,
		delete=MANAGERS,
		export=MANAGERS,
		share=MANAGERS,
	),
	"WhatsApp Bot Customer Claim": Rights(read=MANAGERS, export=MANAGERS),
	"WhatsApp Bot Event": Rights(read=MANAGERS, delete=MANAGERS, export=MANAGERS),
	# Frappe lets a System Manager export whatever they may read
	"WhatsApp Bot Former Number": Rights(read=MANAGERS, export=ADMIN),
	"WhatsApp Bot Link Code": Rights(read=MANAGERS, delete=MANAGERS, export=ADMIN),
	"WhatsApp Bot Message": Rights(
		read=MANAGERS, own_read=AGENTS, delete=MANAGERS, export=MANAGERS, share=MANAGERS
	),
	"WhatsApp Bot Orphan Status": Rights(read=MANAGERS, delete=MANAGERS, export=MANAGERS),
	"WhatsApp Bot Provider": Rights(
		read=MANAGERS, create=ADMIN, write=ADMIN, delete=ADMIN, export=ADMIN, share=ADMIN
	),
	"WhatsApp Bot Run": Rights(
		read=MANAGERS, own_read=AGENTS, delete=MANAGERS, export=MANAGERS, share=MANAGERS
	),
	"WhatsApp Bot Settings": Rights(read=MANAGERS, write=MANAGERS, share=MANAGERS),
	"WhatsApp Bot Template": Rights(read=MANAGERS, write=MANAGERS, delete=MANAGERS, export=MANAGERS),
	"WhatsApp Bot Template Variable": Rights(
		read=MANAGERS, create=MANAGERS, write=MANAGERS, delete=MANAGERS, export=ADMIN
	),
}
