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
	"WhatsApp Bot Event": "whatsapp_erp_bot.api.search.rows",
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

# A number must not outlive the user behind it; nobody gains by rows beside our documents; what another app does with
# a number that both have
doc_events = {
	"User": {
		"on_update": "whatsapp_erp_bot.bot.identity.drop_disabled_user",
	},
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

# Monitors come with a token of their own, for the health endpoint only
auth_hooks = ["whatsapp_erp_bot.api.health.answer_monitor"]

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
