# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who works in the demo business, what each may see, what waits for approval, and what is going on in the CRM.

Contract: functions take the `Site`, make what is missing, commit nothing. The sellers see different customers by the
two ways that Frappe has: the northern one by a User Permission on the territory, the southern one by one on each
customer. Nobody approves an order of their own.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe.permissions import add_permission, add_user_permission, update_permission_property
from frappe.utils.password import update_password

from whatsapp_erp_bot.setup.demo import names
from whatsapp_erp_bot.setup.demo.masters import Site, ensure, supplier_of, zone_of
from whatsapp_erp_bot.setup.demo.progress import Ledger

WORKFLOW = "Aprobación de compras"
DRAFT, TO_APPROVE, TO_AUTHORIZE, APPROVED, REJECTED = (
	"Borrador",
	"Por aprobar",
	"Por autorizar",
	"Aprobada",
	"Rechazada",
)
SEND, APPROVE, AUTHORIZE, REJECT = "Enviar a aprobación", "Aprobar", "Autorizar", "Rechazar"
DIRECTION_LIMIT = 50000
"""From this total in company currency on, the direction has to authorize what was approved."""


def make_people(site: Site) -> None:
	for role in (names.SELLER_ROLE, names.APPROVER_ROLE, names.DIRECTION_ROLE):
		ensure("Role", role, role_name=role, desk_access=1)
	# A seller reads the invoices of the own customers; ERPNext's Sales User does not read any.
	_grant("Sales Invoice", names.SELLER_ROLE, 0, ("read", "report", "print", "export"))
	_grant("Item", "Stock Manager", 1, ("read", "write"))
	for person in names.PEOPLE:
		if not frappe.db.exists("User", person.user):
			_make_user(site, person)
	_make_user_permissions(site)


def _grant(doctype: str, role: str, permlevel: int, rights: tuple[str, ...]) -> None:
	"""A rule of the Role Permission Manager; the standard rules are kept beside it."""
	found = {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": 0}
	if not frappe.db.exists("Custom DocPerm", found):
		add_permission(doctype, role, permlevel)
	for right in rights:
		update_permission_property(doctype, role, permlevel, right, 1, validate=False)


def _make_user(site: Site, person: names.Person) -> None:
	roles = [role for role in person.roles if role != "Employee"]
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": person.user,
			"first_name": person.first_name,
			"last_name": person.last_name,
			"mobile_no": person.mobile,
			"language": names.LANGUAGE,
			"time_zone": names.TIME_ZONE,
			"send_welcome_email": 0,
			"enabled": 1,
			"user_type": "System User",
			"roles": [{"role": role} for role in roles],
		}
	)
	user.insert()
	if "Employee" in person.roles:
		# ERPNext takes the role Employee away from a user that no Employee record names.
		_make_employee(site, person)
	# `new_password` would be weighed by the site's password policy, which “demo” is not meant to pass.
	update_password(person.user, names.PASSWORD)


def _make_employee(site: Site, person: names.Person) -> None:
	frappe.get_doc(
		{
			"doctype": "Employee",
			"first_name": person.first_name,
			"last_name": person.last_name,
			"gender": frappe.db.get_value("Gender", {}, order_by="name"),
			"date_of_birth": "1990-05-10",
			"date_of_joining": site.anchor - timedelta(days=400),
			"company": site.company,
			"status": "Active",
			"user_id": person.user,
			"create_user_permission": 0,
		}
	).insert()
	user = frappe.get_doc("User", person.user)
	user.add_roles("Employee")


def _make_user_permissions(site: Site) -> None:
	def allow(user: str, doctype: str, value: str) -> None:
		if not frappe.db.exists("User Permission", {"user": user, "allow": doctype, "for_value": value}):
			add_user_permission(doctype, value, user, ignore_permissions=True)

	allow(names.SELLER_NORTH, "Territory", names.NORTH)
	for customer in site.customers:
		if zone_of(customer.city) == names.SOUTH:
			allow(names.SELLER_SOUTH, "Customer", customer.name)


def make_workflow(site: Site, ledger: Ledger) -> None:
	"""Approval of purchase orders in two steps, and five orders on their way through it."""
	for state, style in (
		(DRAFT, ""),
		(TO_APPROVE, "Warning"),
		(TO_AUTHORIZE, "Warning"),
		(APPROVED, "Success"),
		(REJECTED, "Danger"),
	):
		ensure("Workflow State", state, workflow_state_name=state, style=style)
	for action in (SEND, APPROVE, AUTHORIZE, REJECT):
		ensure("Workflow Action Master", action, workflow_action_name=action)
	if not frappe.db.exists("Workflow", WORKFLOW):
		_workflow().insert()
	_make_pending_orders(site, ledger)


def _workflow() -> Any:
	small = f"doc.base_grand_total < {DIRECTION_LIMIT}"
	large = f"doc.base_grand_total >= {DIRECTION_LIMIT}"
	transitions = [
		(DRAFT, SEND, TO_APPROVE, "Purchase User", "", 1),
		(TO_APPROVE, APPROVE, APPROVED, names.APPROVER_ROLE, small, 0),
		(TO_APPROVE, APPROVE, TO_AUTHORIZE, names.APPROVER_ROLE, large, 0),
		(TO_APPROVE, REJECT, REJECTED, names.APPROVER_ROLE, "", 0),
		(TO_AUTHORIZE, AUTHORIZE, APPROVED, names.DIRECTION_ROLE, "", 0),
		(TO_AUTHORIZE, REJECT, REJECTED, names.DIRECTION_ROLE, "", 0),
	]
	return frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": WORKFLOW,
			"document_type": "Purchase Order",
			"workflow_state_field": "workflow_state",
			"is_active": 1,
			"send_email_alert": 0,
			"override_status": 0,
			"states": [
				{"state": DRAFT, "doc_status": "0", "allow_edit": "Purchase User"},
				{"state": TO_APPROVE, "doc_status": "0", "allow_edit": names.APPROVER_ROLE},
				{"state": TO_AUTHORIZE, "doc_status": "0", "allow_edit": names.DIRECTION_ROLE},
				{"state": APPROVED, "doc_status": "1", "allow_edit": names.APPROVER_ROLE},
				{"state": REJECTED, "doc_status": "0", "allow_edit": "Purchase User"},
			],
			"transitions": [
				{
					"state": state,
					"action": action,
					"next_state": next_state,
					"allowed": role,
					"condition": condition,
					"allow_self_approval": own,
				}
				for state, action, next_state, role, condition, own in transitions
			],
		}
	)


def _make_pending_orders(site: Site, ledger: Ledger) -> None:
	"""(key, who asks, item, qty, actions after it, each by whom)."""
	orders = (
		("pending-small", names.BUYER, "CEM-050", 100, ((SEND, names.BUYER),)),
		("pending-small-2", names.BUYER, "TOR-038", 2000, ((SEND, names.BUYER),)),
		("pending-own", names.APPROVER, "MAR-016", 60, ((SEND, names.APPROVER),)),
		(
			"pending-large",
			names.BUYER,
			"PIN-B19",
			80,
			((SEND, names.BUYER), (APPROVE, names.APPROVER)),
		),
		("pending-draft", names.BUYER, "CAB-012", 500, ()),
	)
	from frappe.model.workflow import apply_workflow

	for key, owner, code, qty, actions in orders:
		if key in ledger.names:
			continue
		item = next(item for item in names.ITEMS if item.code == code)
		frappe.set_user(owner)
		try:
			doc = frappe.get_doc(
				{
					"doctype": "Purchase Order",
					"company": site.company,
					"supplier": supplier_of(site, item),
					"transaction_date": site.anchor,
					"schedule_date": site.anchor + timedelta(days=10),
					"buying_price_list": site.buying_list,
					"items": [{"item_code": code, "qty": qty, "warehouse": site.warehouse("Bodega Norte")}],
				}
			).insert()
			for action, user in actions:
				frappe.set_user(user)
				doc = apply_workflow(frappe.get_doc("Purchase Order", doc.name), action)
		finally:
			frappe.set_user("Administrator")
		ledger.record(key, doc.name)


def make_crm(site: Site, ledger: Ledger) -> None:
	"""A few leads, opportunities, issues and tasks: enough that asking for them answers something."""
	for key, values in _crm_documents(site):
		if key not in ledger.names:
			doc = frappe.get_doc(values)
			doc.insert(ignore_mandatory=True)
			ledger.record(key, doc.name)


def _crm_documents(site: Site) -> list[tuple[str, dict[str, Any]]]:
	leads = (("Rodrigo", "Alcántara"), ("Nadia", "Quiñones"), ("Efraín", "Böhm"), ("Pilar", "Urrutia"))
	documents: list[tuple[str, dict[str, Any]]] = [
		(
			f"lead-{number}",
			{
				"doctype": "Lead",
				"first_name": first,
				"last_name": last,
				"company_name": f"Obras {last}",
				"mobile_no": f"+5281550200{number:02d}",
				"territory": "Monterrey" if number % 2 else "Mérida",
				"company": site.company,
			},
		)
		for number, (first, last) in enumerate(leads, start=1)
	]
	documents += [
		(
			f"opportunity-{number}",
			{
				"doctype": "Opportunity",
				"opportunity_from": "Customer",
				"party_name": party,
				"company": site.company,
				"transaction_date": site.anchor - timedelta(days=number * 5),
				"opportunity_amount": 25000 * number,
				"currency": names.CURRENCY,
			},
		)
		for number, party in enumerate((names.IBANEZ, names.PENON, names.LOPEZ), start=1)
	]
	documents += [
		(
			f"issue-{number}",
			{"doctype": "Issue", "subject": subject, "customer": party, "company": site.company},
		)
		for number, (subject, party) in enumerate(
			(("Pintura con grumos", names.IBANEZ), ("Faltaron 2 bultos de cemento", names.PENON)), start=1
		)
	]
	tasks = (
		(names.SELLER_NORTH, "Llamar a Ferretería López por el pago vencido", -2),
		(names.SELLER_NORTH, "Preparar cotización de martillos", 1),
		(names.SELLER_SOUTH, "Visitar Constructora Peñón", 0),
		(names.COLLECTOR, "Conciliar depósitos del banco", 3),
	)
	documents += [
		(
			f"task-{number}",
			{
				"doctype": "ToDo",
				"allocated_to": user,
				"description": text,
				"date": site.anchor + timedelta(days=days),
				"assigned_by": names.OWNER,
			},
		)
		for number, (user, text, days) in enumerate(tasks, start=1)
	]
	return documents
