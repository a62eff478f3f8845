app_name = "whatsapp_erp_bot"
app_title = "WhatsApp ERP Bot"
app_publisher = "WhatsApp ERP Bot contributors"
app_description = "Ask your ERPNext on WhatsApp, in Spanish, Portuguese or English"
app_email = "hello@whatsapp-erp-bot.example"
app_license = "mit"
required_apps = ["frappe/erpnext"]

# Apps screen
add_to_apps_screen = [
	{
		"name": "whatsapp_erp_bot",
		"logo": "/assets/whatsapp_erp_bot/images/logo.svg",
		"title": "WhatsApp ERP Bot",
		"route": "/app/whatsapp-erp-bot",
		"has_permission": "whatsapp_erp_bot.permissions.may_open_app",
	}
]

# Installation
after_install = "whatsapp_erp_bot.setup.install.after_install"
after_migrate = "whatsapp_erp_bot.setup.install.after_migrate"
before_uninstall = "whatsapp_erp_bot.setup.uninstall.before_uninstall"
after_uninstall = "whatsapp_erp_bot.setup.uninstall.after_uninstall"

# Permissions
permission_query_conditions = {
	"WhatsApp Bot Contact": "whatsapp_erp_bot.permissions.contact_query",
	"WhatsApp Bot Contact Alias": "whatsapp_erp_bot.permissions.alias_query",
	"WhatsApp Bot Conversation": "whatsapp_erp_bot.permissions.conversation_query",
	"WhatsApp Bot Message": "whatsapp_erp_bot.permissions.message_query",
	"WhatsApp Bot Run": "whatsapp_erp_bot.permissions.run_query",
	# what Frappe keeps beside our documents
	"File": "whatsapp_erp_bot.surroundings.file_query",
	"Tag Link": "whatsapp_erp_bot.surroundings.tag_query",
}
has_permission = {
	"WhatsApp Bot Contact": "whatsapp_erp_bot.permissions.has_contact_permission",
	"WhatsApp Bot Conversation": "whatsapp_erp_bot.permissions.has_conversation_permission",
	"WhatsApp Bot Message": "whatsapp_erp_bot.permissions.has_message_permission",
	"WhatsApp Bot Run": "whatsapp_erp_bot.permissions.has_run_permission",
	"File": "whatsapp_erp_bot.surroundings.has_file_permission",
	"Tag Link": "whatsapp_erp_bot.surroundings.has_tag_permission",
	"Notification Log": "whatsapp_erp_bot.surroundings.has_notice_permission",
}

# Link fields: only what their reader may read
standard_queries = {
	"WhatsApp Bot Account": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Command": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Command Role": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Contact": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Contact Alias": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Conversation": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Customer Claim": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Event": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Former Number": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Link Code": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Message": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Orphan Status": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Provider": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Run": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Settings": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Template": "whatsapp_erp_bot.api.search.rows",
	"WhatsApp Bot Template Variable": "whatsapp_erp_bot.api.search.rows",
	# of Frappe, about our documents
	"Document Follow": "whatsapp_erp_bot.api.search.rows",
	"File": "whatsapp_erp_bot.api.search.rows",
	"Notification Log": "whatsapp_erp_bot.api.search.rows",
	"Tag Link": "whatsapp_erp_bot.api.search.rows",
	"ToDo": "whatsapp_erp_bot.api.search.rows",
}
override_whitelisted_methods = {
	"frappe.desk.search.get_link_title": "whatsapp_erp_bot.api.search.link_title",
}
before_request = ["whatsapp_erp_bot.surroundings.keep_links_folded"]

# A number must not outlive the user behind it, nor our rows keep what is to be deleted; who answers for a number on a
# Contact; nobody gains by
# rows beside our documents; what another app does with a number that both have
doc_events = {
	"*": {"after_rename": "whatsapp_erp_bot.bot.departures.renamed"},
	"User": {
		"on_update": "whatsapp_erp_bot.bot.identity.drop_disabled_user",
		"on_trash": "whatsapp_erp_bot.bot.departures.user_goes",
	},
	"Customer": {
		"on_update": "whatsapp_erp_bot.bot.vouching.follow_customer",
		"on_trash": [
			"whatsapp_erp_bot.bot.vouching.forget",
			"whatsapp_erp_bot.bot.departures.party_goes",
		],
	},
	"Supplier": {"on_trash": "whatsapp_erp_bot.bot.departures.party_goes"},
	"Lead": {"on_trash": "whatsapp_erp_bot.bot.departures.party_goes"},
	"Company": {"on_trash": "whatsapp_erp_bot.bot.departures.company_goes"},
	"Contact": {
		"on_update": "whatsapp_erp_bot.bot.vouching.follow_contact",
		"before_rename": "whatsapp_erp_bot.bot.vouching.before_merge",
		"after_rename": "whatsapp_erp_bot.bot.vouching.after_rename",
		"on_trash": "whatsapp_erp_bot.bot.vouching.forget",
	},
	"Contact Phone": {"on_update": "whatsapp_erp_bot.bot.vouching.follow_row"},
	"Dynamic Link": {"on_update": "whatsapp_erp_bot.bot.vouching.follow_row"},
	# a clock that jumps must not keep anything waiting
	"System Settings": {"on_update": "whatsapp_erp_bot.bot.schedule.follow_time_zone"},
	"File": {
		"before_insert": "whatsapp_erp_bot.surroundings.check_file",
		"validate": "whatsapp_erp_bot.surroundings.check_file",
	},
	"Document Follow": {"validate": "whatsapp_erp_bot.surroundings.check_follower"},
	# of the app frappe_whatsapp; where it is not installed there is nobody to call these
	"WhatsApp Message": {
		"after_insert": "whatsapp_erp_bot.bot.sharing.hear_incoming",
		"on_update": "whatsapp_erp_bot.bot.sharing.hear_sent",
	},
	"WhatsApp Account": {"on_update": "whatsapp_erp_bot.bot.sharing.follow_account"},
	"WhatsApp Settings": {"on_update": "whatsapp_erp_bot.bot.sharing.follow_account"},
}

# What our rows name can be deleted: these only tell what happened, and keep the name as text. Contacts let go of it
# (bot/departures)
ignore_links_on_delete = [
	"WhatsApp Bot Contact",
	"WhatsApp Bot Customer Claim",
	"WhatsApp Bot Event",
	"WhatsApp Bot Former Number",
	"WhatsApp Bot Link Code",
	"WhatsApp Bot Message",
	"WhatsApp Bot Orphan Status",
	"WhatsApp Bot Run",
]

# Monitors come with a token of their own, for the health endpoint only
auth_hooks = ["whatsapp_erp_bot.api.health.answer_monitor"]

# What Frappe itself would keep of a request that it can't read
after_request = ["whatsapp_erp_bot.api.webhook.after_request"]

# Jobs: everything that waits is found again within a minute
scheduler_events = {
	"cron": {
		"* * * * *": ["whatsapp_erp_bot.jobs.sweep"],
	},
	"daily_long": ["whatsapp_erp_bot.jobs.expire", "whatsapp_erp_bot.jobs.sync_templates"],
}

# Retention
default_log_clearing_doctypes = {
	"WhatsApp Bot Event": 30,
	"WhatsApp Bot Message": 365,
	"WhatsApp Bot Run": 365,
	"WhatsApp Bot Orphan Status": 7,
}

# Personal data deletion
user_data_fields = [
	{"doctype": "WhatsApp Bot Contact", "filter_by": "user", "redact_fields": ["title", "profile_name"]},
	{"doctype": "WhatsApp Bot Run", "filter_by": "user", "redact_fields": ["text", "result"]},
]

export_python_type_annotations = True
require_type_annotated_api_methods = True
