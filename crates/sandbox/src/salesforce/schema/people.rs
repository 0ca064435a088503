//! Users, groups, profiles, record types, permissions and the organization.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm>

use super::super::permission;
use super::field::Source;
use super::make::{self, boolean, email, instant, int, lookup, phone, picklist, text, url};
use super::{Abilities, ObjectDraft};

/// The objects that say who works in the org and what they may do.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![
        organization(),
        profile(),
        user(),
        group(),
        queue(),
        record_type(),
        permission_set(),
        field_permissions(),
        object_permissions(),
        setup_entity_access(),
        user_permission_access(),
        role(),
        group_member(),
        assignment(),
        assignment_rule(),
    ]
}

fn organization() -> ObjectDraft {
    ObjectDraft::new("Organization", *b"00D", "Organization", "Organizations")
        .abilities(Abilities { updateable: true, ..Abilities::SETUP })
        .fields([text("Name", "Name", 80).required().named(), text("Division", "Division", 80)])
        .fields(make::address("", ""))
        .fields([
            phone("Phone", "Phone"),
            text("PrimaryContact", "Primary Contact", 80),
            text("DefaultLocaleSidKey", "Locale", 40).system(),
            text("TimeZoneSidKey", "Time Zone", 40).system(),
            text("LanguageLocaleKey", "Language", 40).system(),
            int("FiscalYearStartMonth", "Fiscal Year Starts In").read_only(),
            text("OrganizationType", "Edition", 40).read_only(),
            text("NamespacePrefix", "Namespace Prefix", 15).read_only(),
            text("InstanceName", "Instance Name", 5).read_only(),
            boolean("IsSandbox", "Is Sandbox").system(),
            instant("TrialExpirationDate", "Trial Expiration Date").read_only(),
        ])
        .with_audit()
}

fn profile() -> ObjectDraft {
    ObjectDraft::new("Profile", *b"00e", "Profile", "Profiles")
        .abilities(Abilities::SETUP)
        .fields([
            text("Name", "Name", 255).system().named().id_lookup(),
            text("UserType", "User Type", 40).read_only(),
            make::area("Description", "Description", 255).read_only(),
        ])
        .fields(permission::fields(false))
        .with_audit()
}

fn user() -> ObjectDraft {
    let profile = lookup("ProfileId", "Profile ID", &["Profile"], "Profile").required().child("Users");
    ObjectDraft::new("User", *b"005", "User", "Users")
        .abilities(Abilities { deletable: false, undeletable: false, ..Abilities::FULL })
        .fields([
            text("Username", "Username", 80).required().id_lookup(),
            text("LastName", "Last Name", 80).required().part_of("Name").extra("personname"),
            text("FirstName", "First Name", 40).part_of("Name").extra("personname"),
            {
                let mut name = text("Name", "Full Name", 121).named().extra("personname").from(Source::PersonName);
                name.nillable = false;
                name
            },
            text("CompanyName", "Company Name", 80),
            text("Division", "Division", 80),
            text("Department", "Department", 80),
            text("Title", "Title", 80),
        ])
        .fields(make::address("", ""))
        .fields([
            {
                let mut email = email("Email", "Email").required().id_lookup();
                email.length = 128;
                email.byte_length = 384;
                email
            },
            phone("Phone", "Phone"),
            phone("MobilePhone", "Mobile"),
            text("Alias", "Alias", 8).required(),
            text("CommunityNickname", "Nickname", 40),
            boolean("IsActive", "Active"),
            text("TimeZoneSidKey", "Time Zone", 40).never_null(),
            text("LocaleSidKey", "Locale", 40).never_null(),
            text("EmailEncodingKey", "Email Encoding", 40).never_null(),
            text("LanguageLocaleKey", "Language", 40).never_null(),
            lookup("UserRoleId", "Role ID", &["UserRole"], "UserRole").child("Users"),
            profile,
            picklist("UserType", "User Type", 40, &["Standard*", "PowerPartner", "CSPLitePortal", "Guest", "CsnOnly"])
                .system()
                .restricted(),
            text("EmployeeNumber", "Employee Number", 20),
            lookup("ManagerId", "Manager ID", &["User"], "Manager").child("ManagedUsers"),
            instant("LastLoginDate", "Last Login").read_only(),
        ])
        .with_audit()
        .fields([
            text("FederationIdentifier", "SAML Federation ID", 512),
            url("SmallPhotoUrl", "Small Photo", 1024).extra("imageurl").from(Source::Photo),
        ])
}

fn group() -> ObjectDraft {
    let kinds = ["Regular*", "Queue", "Role", "RoleAndSubordinates", "Organization"];
    ObjectDraft::new("Group", *b"00G", "Group", "Groups")
        .abilities(Abilities { createable: true, updateable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            text("Name", "Name", 40).required().named(),
            text("DeveloperName", "Developer Name", 80),
            lookup("RelatedId", "Related ID", &["User"], "Related").read_only(),
            picklist("Type", "Type", 40, &kinds).restricted().create_only(),
            email("Email", "Email"),
            boolean("DoesSendEmailToMembers", "Send Email to Members"),
            boolean("DoesIncludeBosses", "Include Bosses"),
        ])
        .with_audit()
}

fn queue() -> ObjectDraft {
    ObjectDraft::new("QueueSobject", *b"03g", "Queue Sobject", "Queue Sobjects")
        .abilities(Abilities { createable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            lookup("QueueId", "Queue ID", &["Group"], "Queue")
                .required()
                .create_only()
                .child("QueueSobjects")
                .cascade(),
            text("SobjectType", "Sobject Type", 40).required().create_only(),
            lookup("CreatedById", "Created By ID", &["User"], "CreatedBy").system(),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

fn record_type() -> ObjectDraft {
    ObjectDraft::new("RecordType", *b"012", "Record Type", "Record Types")
        .abilities(Abilities { createable: true, updateable: true, ..Abilities::SETUP })
        .fields([
            text("Name", "Name", 80).required().named(),
            text("DeveloperName", "Record Type Name", 80).required(),
            text("NamespacePrefix", "Namespace Prefix", 15).read_only(),
            make::area("Description", "Description", 255),
            text("SobjectType", "SObject Type Name", 40).required().create_only(),
            boolean("IsActive", "Active"),
        ])
        .with_audit()
}

fn permission_set() -> ObjectDraft {
    ObjectDraft::new("PermissionSet", *b"0PS", "Permission Set", "Permission Sets")
        .abilities(Abilities { createable: true, updateable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            text("Name", "Permission Set Name", 80).required().named(),
            text("Label", "Permission Set Label", 80).required(),
            make::area("Description", "Description", 255),
            lookup("ProfileId", "Profile ID", &["Profile"], "Profile").read_only(),
            boolean("IsOwnedByProfile", "Is Owned By Profile").system(),
        ])
        .fields(permission::fields(true))
        .with_audit()
}

fn field_permissions() -> ObjectDraft {
    ObjectDraft::new("FieldPermissions", *b"01k", "Field Permissions", "Field Permissions")
        .abilities(Abilities { createable: true, updateable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            lookup("ParentId", "Parent ID", &["PermissionSet"], "Parent")
                .required()
                .create_only()
                .child("FieldPerms")
                .cascade(),
            text("SobjectType", "Sobject Type Name", 40).required().create_only(),
            text("Field", "Field Name", 255).required().create_only(),
            boolean("PermissionsRead", "Read Field"),
            boolean("PermissionsEdit", "Edit Field"),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

fn object_permissions() -> ObjectDraft {
    ObjectDraft::new("ObjectPermissions", *b"110", "Object Permissions", "Object Permissions")
        .abilities(Abilities { createable: true, updateable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            lookup("ParentId", "Parent ID", &["PermissionSet"], "Parent")
                .required()
                .create_only()
                .child("ObjectPerms")
                .cascade(),
            text("SobjectType", "Object Type Name", 40).required().create_only(),
            boolean("PermissionsCreate", "Create Records"),
            boolean("PermissionsRead", "Read Records"),
            boolean("PermissionsEdit", "Edit Records"),
            boolean("PermissionsDelete", "Delete Records"),
            boolean("PermissionsViewAllRecords", "Read All Records"),
            boolean("PermissionsModifyAllRecords", "Edit All Records"),
        ])
        .with_audit()
}

fn setup_entity_access() -> ObjectDraft {
    ObjectDraft::new("SetupEntityAccess", *b"0J0", "Setup Entity Access", "Setup Entity Access")
        .abilities(Abilities { createable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            lookup("ParentId", "Parent ID", &["PermissionSet"], "Parent")
                .required()
                .create_only()
                .child("SetupEntityAccessItems")
                .cascade(),
            text("SetupEntityId", "Setup Entity ID", 18).required().create_only(),
            text("SetupEntityType", "Setup Entity Type", 40).read_only(),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

/// What the person who asks may do. It has no audit fields, and nobody writes it.
fn user_permission_access() -> ObjectDraft {
    ObjectDraft::new("UserPermissionAccess", *b"0Ut", "User Permission Access", "User Permission Access")
        .abilities(Abilities { replicateable: false, ..Abilities::SETUP })
        .fields([instant("LastCacheUpdate", "Last Cache Update").read_only()])
        .fields(permission::fields(false))
}

fn role() -> ObjectDraft {
    ObjectDraft::new("UserRole", *b"00E", "Role", "Roles")
        .abilities(Abilities { createable: true, updateable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            text("Name", "Name", 80).required().named(),
            text("DeveloperName", "Developer Name", 80),
            lookup("ParentRoleId", "Parent Role ID", &["UserRole"], ""),
            text("RollupDescription", "Description", 80),
        ])
        .fields([
            instant("LastModifiedDate", "Last Modified Date").system(),
            lookup("LastModifiedById", "Last Modified By ID", &["User"], "LastModifiedBy").system(),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

fn group_member() -> ObjectDraft {
    ObjectDraft::new("GroupMember", *b"011", "Group Member", "Group Members")
        .abilities(Abilities { createable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            lookup("GroupId", "Group ID", &["Group"], "Group").required().create_only().child("GroupMembers").cascade(),
            lookup("UserOrGroupId", "User/Group ID", &["User", "Group"], "").required().create_only(),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

fn assignment() -> ObjectDraft {
    let set = lookup("PermissionSetId", "PermissionSet ID", &["PermissionSet"], "PermissionSet");
    let assignee = lookup("AssigneeId", "Assignee ID", &["User"], "Assignee");
    ObjectDraft::new("PermissionSetAssignment", *b"0Pa", "Permission Set Assignment", "Permission Set Assignments")
        .abilities(Abilities { createable: true, deletable: true, ..Abilities::SETUP })
        .fields([
            set.required().create_only().child("Assignments").cascade(),
            assignee.required().create_only().child("PermissionSetAssignments"),
            instant("SystemModstamp", "System Modstamp").system(),
        ])
}

fn assignment_rule() -> ObjectDraft {
    ObjectDraft::new("AssignmentRule", *b"01Q", "Assignment Rule", "Assignment Rules")
        .abilities(Abilities::SETUP)
        .fields([
            text("Name", "Name", 120).read_only().named(),
            text("SobjectType", "SObject Type", 40).read_only(),
            boolean("Active", "Active").system(),
        ])
        .with_audit()
}
